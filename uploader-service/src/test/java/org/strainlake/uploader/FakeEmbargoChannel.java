package org.strainlake.uploader;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.strainlake.embargo.Embargo;
import org.strainlake.uploader.embargo.EmbargoChannel;

/** Remembers what was told; can be away, and its clock and the service's may be off. */
final class FakeEmbargoChannel implements EmbargoChannel {
    final List<Embargo> told = new CopyOnWriteArrayList<>();
    volatile boolean away;
    volatile Duration ahead = Duration.ZERO;
    volatile Duration serviceAhead = Duration.ZERO;

    @Override
    public void tell(Embargo embargo) throws IOException {
        if (away) {
            throw new IOException("Kafka is away");
        }
        told.add(embargo);
    }

    @Override
    public Instant clock() throws IOException {
        if (away) {
            throw new IOException("Kafka is away");
        }
        return Instant.now().plus(ahead);
    }

    InstantSource serviceClock() {
        return () -> Instant.now().plus(serviceAhead);
    }
}
