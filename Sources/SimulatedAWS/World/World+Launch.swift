// Building a world: a machine with its volumes in one step, so that both sides of an attachment agree.

import Foundation

extension World {
    /// Puts an instance with its volumes (GiB each, root first) into a region.
    package mutating func launch(_ instance: Instance, disksGiB: [Int] = [8], in region: String) {
        var instance = instance
        for (number, size) in disksGiB.enumerated() {
            let tail = digest("\(instance.id) \(number)").prefix(17)
            let attachment = Attachment(
                volumeID: "vol-\(tail)", instanceID: instance.id,
                device: number == 0 ? "/dev/sda1" : "/dev/sd\(Character(UnicodeScalar(UInt8(97 + number % 26))))",
                attachedAt: instance.createdAt)
            var volume = Volume(id: attachment.volumeID, sizeGiB: size, createdAt: instance.createdAt)
            volume.attachment = attachment
            instance.disks.append(attachment)
            self[region].volumes.append(volume)
        }
        self[region][instance: instance.id] = instance
    }
}
