package org.strainlake.notification.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;

class OpenTransfersTest {
    private static final Instant BEGIN = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final DataIdentifier FILE = DataIdentifier.parse("virgo:one");

    private Instant now = BEGIN;
    private final OpenTransfers transfers = new OpenTransfers(() -> now);

    @Test
    void aTransferWithoutAnEndIsOverdueAfterAWhileAndAgainAfterAnother() {
        transfers.look(event("transfer-submitted", 0));
        assertThat(transfers.overdue(PATIENCE)).isEmpty();

        now = BEGIN.plusSeconds(10);
        var overdue = transfers.overdue(PATIENCE);
        assertThat(overdue).containsOnlyKeys(FILE);
        transfers.goOn(overdue.get(FILE));
        assertThat(transfers.overdue(PATIENCE)).isEmpty();

        now = BEGIN.plusSeconds(20);
        assertThat(transfers.overdue(PATIENCE).get(FILE))
                .extracting(OpenTransfers.Open::since)
                .containsExactly(BEGIN);
    }

    @Test
    void aTransferThatEndedIsNotOpenedByItsBeginningThatComesAgainOrLate() {
        transfers.look(event("transfer-submitted", 0));
        transfers.look(event("transfer-done", 1));
        transfers.look(event("transfer-submitted", 0));
        now = BEGIN.plusSeconds(60);
        assertThat(transfers.overdue(PATIENCE)).isEmpty();

        transfers.look(event("transfer-submitted", 30)); // the copy is made anew
        now = BEGIN.plusSeconds(90);
        assertThat(transfers.overdue(PATIENCE)).containsOnlyKeys(FILE);
        transfers.look(event("transfer-failed", 31));
        assertThat(transfers.overdue(PATIENCE)).isEmpty();
    }

    @Test
    void aTransferThatBeganWhileTheCatalogueWasAskedIsNotTakenForTheOneBefore() {
        transfers.look(event("transfer-submitted", 0));
        now = BEGIN.plusSeconds(60);
        var first = transfers.overdue(PATIENCE).get(FILE).getFirst();
        transfers.look(event("transfer-done", 1));
        transfers.look(event("transfer-submitted", 59));

        assertThat(transfers.isOpen(first)).isFalse();
        assertThat(transfers.ended(first)).isFalse();
        now = BEGIN.plusSeconds(90);
        var second = transfers.overdue(PATIENCE).get(FILE).getFirst();
        assertThat(transfers.ended(second)).isTrue();
        assertThat(transfers.overdue(PATIENCE)).isEmpty();
    }

    @Test
    void whatMayHaveEndedElsewhereIsForgotten() {
        transfers.look(event("transfer-submitted", 0));
        now = BEGIN.plusSeconds(60);
        var open = transfers.overdue(PATIENCE).get(FILE).getFirst();

        transfers.forget();

        assertThat(transfers.isOpen(open)).isFalse();
        assertThat(transfers.overdue(PATIENCE)).isEmpty();
    }

    private static FeedEvent event(String type, long second) {
        return new FeedEvent(
                type + second,
                type,
                FeedEvent.Source.RUCIO,
                BEGIN.plusSeconds(second),
                "virgo",
                true,
                FILE,
                null,
                null,
                "CNAF-DISK",
                null,
                null,
                null,
                null,
                new byte[0]);
    }
}
