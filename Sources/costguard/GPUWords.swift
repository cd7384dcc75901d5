// What cron does with a GPU machine, in the words of `init`: which load AWS does not show, and how it gets known.

enum GPUWords {
    /// Yes: it stops them.
    static let question = """
        A machine with a GPU: AWS does not show how busy the GPU is. Unless something
        on the machine reports it, cron only mails, and leaves the stop to you.
        May cron stop it once processor, network and disks are idle for 3 hours,
        though the GPU might be working?
        """

    /// - Parameters:
    ///   - unattended: whether cron stops anything.
    ///   - stopsUnknown: whether it stops a GPU machine of which nobody knows the load.
    static func advice(unattended: Bool, stopsUnknown: Bool) -> String {
        let fate =
            switch (unattended, stopsUnknown) {
            case (false, _): "Cron mails about one that looks idle, and stops nothing."
            case (true, false): "Cron mails about one that looks idle, and leaves the stop to you."
            case (true, true): "Cron stops one that looks idle for 3 hours, even if its GPU works."
            }
        return """
            GPU MACHINES  AWS does not show how busy a GPU is, unless that is reported.
              \(fate)
              With the CloudWatch agent cron knows, and never stops a GPU at work:
              docs/gpu.md shows what to install.
            """
    }
}
