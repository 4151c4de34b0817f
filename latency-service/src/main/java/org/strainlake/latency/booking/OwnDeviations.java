package org.strainlake.latency.booking;

import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.deviation.DeviationChannel;
import org.strainlake.deviation.DeviationsUntold;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.latency.store.JourneyBatch;
import org.strainlake.latency.store.JourneyLedger;

/** Books what this service itself saw, without a way over Kafka, where it writes nothing. */
@Component
class OwnDeviations implements DeviationChannel {
    private final JourneyLedger ledger;

    OwnDeviations(JourneyLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void send(List<byte[]> records) {
        var batch = new JourneyBatch();
        records.forEach(each -> batch.add(JourneyCodec.read(each)));
        try {
            ledger.book(batch);
        } catch (DataAccessException | TransactionException e) {
            throw new DeviationsUntold(e);
        }
    }
}
