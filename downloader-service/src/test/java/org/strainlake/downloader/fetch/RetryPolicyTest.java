package org.strainlake.downloader.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.downloader.follow.DatasetPattern;
import org.strainlake.downloader.follow.DirectorySpec;
import org.strainlake.downloader.follow.Follow;
import org.strainlake.downloader.follow.SinkSpec;
import org.strainlake.downloader.ledger.ChunkKey;
import org.strainlake.downloader.ledger.ChunkState;
import org.strainlake.downloader.ledger.Wanted;
import org.strainlake.downloader.verify.Expectation;
import org.strainlake.lake.DataIdentifier;

class RetryPolicyTest {
    private static final Instant SEEN = Instant.parse("2026-11-24T12:00:00Z");
    private static final URI PLACE = URI.create("http://storage.example/f");
    private static final Follow FOLLOW = new Follow(
            "f",
            "virgo",
            DatasetPattern.of("virgo:*"),
            List.of(new SinkSpec(new DirectorySpec(Path.of("/d"), 0, true))),
            Follow.From.NOW,
            Duration.ofMinutes(10),
            Follow.Origin.REST,
            SEEN);
    private static final Wanted WANTED = new Wanted(
            new ChunkKey("f", new DataIdentifier("virgo", "file")),
            new DataIdentifier("virgo", "set"),
            PLACE,
            new Expectation(1, new Adler32Checksum("00000000"), null),
            null,
            null,
            SEEN);

    private final RetryPolicy policy = new RetryPolicy(
            FetchPropertiesTest.defaults(), name -> name.equals("f") ? Optional.of(FOLLOW) : Optional.empty());

    @Test
    void whatIsNotVisibleYetIsTriedAgainQuicklyAtFirst() {
        var history = History.NONE;
        for (long millis : List.of(50L, 100L, 200L, 400L)) {
            history = history.after(new Attempt.NotVisible());

            assertThat(policy.next(WANTED, new Attempt.NotVisible(), history, SEEN))
                    .isInstanceOfSatisfying(
                            RetryPolicy.Again.class,
                            again -> assertThat(again.pause()).isEqualTo(Duration.ofMillis(millis)));
        }
        assertThat(history.asksCatalogue()).isFalse();
        assertThat(history.after(new Attempt.NotVisible()).asksCatalogue()).isTrue();
    }

    @Test
    void aStorageThatNamesAPauseIsGivenIt() {
        var busy = new Attempt.Busy(Duration.ofSeconds(30), "503");

        assertThat(policy.next(WANTED, busy, History.NONE.after(busy), SEEN))
                .isEqualTo(new RetryPolicy.Again(Duration.ofSeconds(30), "503"));
    }

    @Test
    void otherBytesAreFetchedAgainAndOnlyTheFifthTimeTheChunkIsCorrupted() {
        var differs = new Attempt.Differs(Set.of(PLACE), "adler32");
        var history = History.NONE;
        for (int attempt = 1; attempt < 5; attempt++) {
            history = history.after(differs);
            assertThat(policy.next(WANTED, differs, history, SEEN)).isInstanceOf(RetryPolicy.Again.class);
        }
        history = history.after(differs);

        assertThat(ended(policy.next(WANTED, differs, history, SEEN))).isEqualTo(ChunkState.CORRUPTED);
        assertThat(history.bad()).containsExactly(PLACE);
    }

    @Test
    void aRefusalIsBelievedTheThirdTimeInARow() {
        var refused = new Attempt.Refused("403");
        var twice = History.NONE.after(refused).after(refused);

        assertThat(policy.next(WANTED, refused, twice, SEEN)).isInstanceOf(RetryPolicy.Again.class);
        assertThat(ended(policy.next(WANTED, refused, twice.after(refused), SEEN)))
                .isEqualTo(ChunkState.WITHHELD);
        assertThat(twice.after(new Attempt.NotVisible()).refused()).isZero();
    }

    @Test
    void whatMayPassIsTriedUntilTheLossDeadlineOfItsFollow() {
        var stuck = new Attempt.Stuck("the disk is full");
        var history = new History(1000, 0, 0, 0, Set.of());

        assertThat(policy.next(WANTED, stuck, history, SEEN.plusSeconds(599))).isInstanceOf(RetryPolicy.Again.class);
        assertThat(ended(policy.next(WANTED, stuck, history, SEEN.plusSeconds(600))))
                .isEqualTo(ChunkState.LOST);
    }

    @Test
    void aChunkOfAFollowThatIsGoneIsDropped() {
        var gone = new Wanted(
                new ChunkKey("gone", WANTED.key().did()),
                WANTED.dataset(),
                PLACE,
                WANTED.expectation(),
                null,
                null,
                SEEN);

        assertThat(policy.next(gone, new Attempt.NotVisible(), History.NONE, SEEN))
                .isInstanceOf(RetryPolicy.Dropped.class);
    }

    private static ChunkState ended(RetryPolicy.Next next) {
        assertThat(next).isInstanceOf(RetryPolicy.Ended.class);
        return ((RetryPolicy.Ended) next).outcome().state();
    }
}
