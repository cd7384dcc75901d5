import ArgumentParser
@main struct Costguard: ParsableCommand {}
