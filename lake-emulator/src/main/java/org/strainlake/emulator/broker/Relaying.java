package org.strainlake.emulator.broker;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides how an event is relayed. */
@FunctionalInterface
public interface Relaying {
    /** Once, and at once. */
    Relaying FAITHFUL = (type, did) -> List.of(Duration.ZERO);

    /**
     * How an event is relayed: once for each pause, that long after it happened.
     *
     * @param type such as {@code transfer-done}
     * @param did what it is about, {@code scope:name}; null if about nothing that has a name
     */
    List<Duration> pauses(String type, @Nullable String did);
}
