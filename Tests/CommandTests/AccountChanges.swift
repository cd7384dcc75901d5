// The tests that change the account: one after another, each on the account as it was seeded.

import Testing

@Suite(
    .serialized, .enabled(if: MotoAccount.python != nil, "scripts/setup --tests makes the Python that has moto"))
enum AccountChanges {}
