package org.strainlake.emulator.catalogue;

import org.jspecify.annotations.Nullable;

/** A rule. Changed only under the catalogue's lock. */
final class Rule {
    final Change.Ruled asked;
    final Did did;
    long updated;

    @Nullable
    Long expires;

    @Nullable
    String error;

    Rule(Change.Ruled asked, Did did) {
        this.asked = asked;
        this.did = did;
        this.updated = asked.at();
    }

    String id() {
        return asked.id();
    }
}
