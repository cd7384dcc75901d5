// Which build of the program runs, so that what another one made of AWS's bytes is not taken for its own.

import Foundation

enum ProgramBuild {
    /// Differs as soon as the program's file is another one or was written again, whatever its version says. Nil where
    /// this system does not tell.
    static let mark: String? = {
        var file = stat()
        // The file that runs, even where an upgrade has put another one in its place.
        guard stat("/proc/self/exe", &file) == 0 else { return nil }
        #if os(Linux)
            let written = file.st_mtim
            let changed = file.st_ctim
            return "\(Version.text) \(file.st_ino) \(file.st_size) \(written.tv_sec).\(written.tv_nsec) "
                + "\(changed.tv_sec).\(changed.tv_nsec)"
        #else
            return nil
        #endif
    }()
}
