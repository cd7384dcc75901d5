// Who runs or keeps a thing: volumes tell it too, and a service of AWS that alone may change it is told apart.

enum AddKeepers {
    static let sql = """
        ALTER TABLE instance ADD COLUMN operator TEXT;
        ALTER TABLE volume ADD COLUMN managed_by TEXT;
        ALTER TABLE volume ADD COLUMN operator TEXT;
        DROP VIEW instances;
        \(CreateInstances.view(priced: " AND r.platform IS NULL", more: " r.platform, r.operator,"))
        DROP VIEW volumes;
        \(CreateVolumes.view(
            monthly: RefreshPrices.monthly, joins: RefreshPrices.tiers, more: " r.managed_by, r.operator,"))
        """
}
