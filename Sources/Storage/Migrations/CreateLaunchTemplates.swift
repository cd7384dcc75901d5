// Launch templates and launch configurations: kept for what they name.

enum CreateLaunchTemplates {
    static let sql = Migrations.kindTable("launch_template") + Migrations.kindTable("launch_configuration")
}
