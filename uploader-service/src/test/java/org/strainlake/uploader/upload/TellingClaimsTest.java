package org.strainlake.uploader.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.strainlake.lake.DataIdentifier;

class TellingClaimsTest {
    private static final DataIdentifier CHUNK = DataIdentifier.parse("virgo:V-V1_LIVE-1167559923-1.h5");

    private final TellingClaims claims = new TellingClaims();

    @Test
    void aChunkToldOfWhileTheJournalIsAskedIsNotToldOfAgain() {
        claims.claim(CHUNK);
        claims.asking();
        claims.told(CHUNK);

        assertThat(claims.claimFromAnswer(CHUNK)).isFalse();
        assertThat(claims.isClaimed(CHUNK)).isFalse();
    }

    @Test
    void aChunkIsToldOfByOneAtATime() {
        claims.asking();
        assertThat(claims.claim(CHUNK)).isTrue();

        assertThat(claims.claimFromAnswer(CHUNK)).isFalse();
        assertThat(claims.claim(CHUNK)).isFalse();
        assertThat(claims.isClaimed(CHUNK)).isTrue();
    }

    @Test
    void aChunkThatWasGivenUpIsToldOfFromTheJournal() {
        claims.claim(CHUNK);
        claims.giveUp(CHUNK);
        claims.asking();

        assertThat(claims.claimFromAnswer(CHUNK)).isTrue();
    }

    @Test
    void whatTheJournalGivesAfterItWasAskedAnewIsToldOf() {
        claims.asking();
        claims.claim(CHUNK);
        claims.told(CHUNK);
        claims.asking();

        assertThat(claims.claimFromAnswer(CHUNK)).isTrue();
    }
}
