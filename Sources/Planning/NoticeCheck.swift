// Which stops are told before, for how long, and where each notice stands: functions of what is known alone. A notice
// begins when it was told, is never over early, and any sign of use or will ends it.

package import CostModel
package import Foundation

extension Finding {
    /// Whether nothing but its notice, which nobody has begun yet, keeps cron from the stop.
    package var owesNotice: Bool {
        let reasons = [Attendance.notice, Attendance.nobodyToTell]
        return verdict == .due && notice?.phase == .owed && attendedBecause.map(reasons.contains) ?? false
    }
}

/// Decides on notices.
package enum NoticeCheck {
    /// What hold time and notice may cost together, in percent of the credit.
    package static let percentOfCredit: Int64 = 5
    /// For how long a notice is good after its time, in seconds: who was told two days ago was told of another stop.
    package static let goodFor: TimeInterval = .day
    /// For how long after we wrote a mark AWS may not show it yet, in seconds.
    static let markSettles: TimeInterval = 5 * 60

    /// How long a notice is, in seconds: as wanted, but no longer than what the credit bears beside the hold time, and
    /// never below the shortest. Without a known price or credit it is as wanted.
    ///
    /// - Parameters:
    ///   - hold: how long a rule must hold before, in seconds.
    ///   - credit: the smallest that anybody named; nil: none is known.
    package static func length(wanted: Int, hold: Int, perHour: Money?, credit: Money?) -> Int {
        let wanted = max(Notice.shortest, min(wanted, Notice.longest))
        guard let perHour, perHour > .zero, let credit else { return wanted }
        let bearable = Int128(credit.nanoUSD) * Int128(percentOfCredit) * 3600 / 100 / Int128(perHour.nanoUSD)
        return Int(max(Int128(Notice.shortest), min(Int128(wanted), bearable - Int128(max(0, hold)))))
    }

    /// What waiting costs at list price; nil where no price is known.
    package static func cost(hold: Int, notice: Int, perHour: Money?) -> Money? {
        perHour?.scaled(by: Int64(hold + notice), over: 3600)
    }

    /// How long before its owner must be told of a stop that a rule asks for, in seconds; nil: it needs no telling.
    static func wanted(_ judgement: Judgement, _ settings: UnattendedSettings) -> Int? {
        // Whoever orders a stop is a person, and knows.
        guard judgement.rule.action == .stop, judgement.rule.asker != .order, judgement.resource.kind == .instance
        else { return nil }
        let tags = judgement.tags
        let type = judgement.knownText("instance_type")
        var all = settings.notices.classes.filter { $0.holds(for: tags, type: type) }.map(\.seconds)
        if let ofRule = judgement.rule.noticeSeconds { all.append(ofRule) }
        // Forced hours look at no load.
        let looksAtLoad = judgement.rule.asker != .forcedSchedule
        if let ofGPU = settings.notices.gpuLoadUnknown, looksAtLoad, judgement.isGPULoadUnknown { all.append(ofGPU) }
        return all.max()
    }

    /// Where the notice of a stop stands; nil where it needs none.
    static func standing(of judgement: Judgement, _ request: PlanRequest) -> NoticeStanding? {
        guard request.byHand == nil, let wanted = wanted(judgement, request.unattended) else { return nil }
        let perHour = Consequences.savingPerMonth(judgement)?.anHourOfMonth
        let hold = judgement.rule.holdSeconds
        let seconds = length(wanted: wanted, hold: hold, perHour: perHour, credit: request.smallestCredit)
        let notice = request.notices[judgement.resource].flatMap {
            $0.rule == judgement.rule.name && isSameStart($0.launchTime, judgement.knownLaunchTime) ? $0 : nil
        }
        return standing(
            of: notice, owing: seconds, tags: judgement.tags, at: request.now,
            cost: cost(hold: hold, notice: notice?.seconds ?? seconds, perHour: perHour))
    }

    /// Where a notice stands.
    ///
    /// - Parameters:
    ///   - notice: of this start and this rule; nil: there is none yet.
    ///   - seconds: how long one would be that begins now.
    ///   - tags: the machine's; nil: they are not known, and nothing is over then.
    package static func standing(
        of notice: Notice?, owing seconds: Int, tags: [String: String]?, at now: Date, cost: Money? = nil
    ) -> NoticeStanding {
        let seen = tags?[Notice.tag]
        guard let notice, let ours = notice.until, let toldAt = notice.toldAt else {
            // Another database's word comes before ours: nobody is to be told of an earlier time.
            return NoticeStanding(
                phase: .owed, seconds: notice?.seconds ?? seconds, untold: notice?.untold, cost: cost)
        }
        func standing(_ phase: NoticeStanding.Phase, _ until: Date, byAnother: Bool = false) -> NoticeStanding {
            NoticeStanding(phase: phase, seconds: notice.seconds, until: until, isByAnotherMark: byAnother, cost: cost)
        }
        guard tags != nil else { return standing(.running, ours) }
        let theirs = seen.flatMap(time)
        if let theirs, theirs > ours {
            return standing(now >= theirs ? .over : .running, theirs, byAnother: true)
        }
        if let markedAt = notice.markedAt, theirs != ours, now.timeIntervalSince(markedAt) >= markSettles {
            return standing(.objected, ours)
        }
        // A time of the future is by a clock that was wrong: it cannot be over.
        return standing(now >= ours && now >= toldAt ? .over : .running, ours)
    }

    /// The time that a mark tells; nil for anything that is no time as a whole.
    package static func time(ofMark value: String) -> Date? {
        let text = value.trimmingCharacters(in: .whitespaces)
        return UTCTime.day(text) == nil ? UTCTime.date(text) : nil
    }

    /// What ends a notice; nil: it stands.
    ///
    /// - Parameters:
    ///   - finding: of the notice's rule on its machine; nil: the rule is clear of it.
    ///   - start: of the machine, where it runs.
    ///   - isRunning: whether it does, as the last scan saw it.
    package static func ending(
        of notice: Notice, finding: Finding?, isRunning: Bool, start: Date?, at now: Date
    ) -> NoticeEnd? {
        guard isRunning else { return .gone }
        guard isSameStart(start, notice.launchTime) else { return .used }
        guard let finding else { return .used }
        switch finding.verdict {
        case .spared:
            let keeps = [KeepTag.sparing, Keep.sparing]
            if case .spared(let by) = finding.judgement.outcome, keeps.contains(by) { return .kept }
            return .used
        case .clear: return .used
        case .unknown: return isStale(notice, at: now) ? .lapsed : nil
        case .flagged, .refused: return .lapsed
        case .pending, .due:
            guard let standing = finding.notice else { return .lapsed }
            if standing.phase == .objected { return .objected }
            let end = standing.until ?? notice.owedAt.addingTimeInterval(TimeInterval(notice.seconds))
            let isOld = notice.toldAt != nil && now.timeIntervalSince(end) > goodFor
            return isOld ? .lapsed : nil
        }
    }

    private static func isStale(_ notice: Notice, at now: Date) -> Bool {
        notice.until.map { now.timeIntervalSince($0) > goodFor } ?? false
    }
}
