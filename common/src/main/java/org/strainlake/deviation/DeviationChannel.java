package org.strainlake.deviation;

import java.util.List;

/** The way from a service's database to the book. */
@FunctionalInterface
public interface DeviationChannel {
    /**
     * Hands over records as {@link org.strainlake.journey.JourneyCodec} writes them; returns once they are durable there.
     *
     * @throws DeviationsUntold if any may not be; handing them over again does no harm
     */
    void send(List<byte[]> records) throws InterruptedException;
}
