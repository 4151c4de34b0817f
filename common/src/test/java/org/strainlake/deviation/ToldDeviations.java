package org.strainlake.deviation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.Deviation;
import org.strainlake.lake.DataIdentifier;

/** Remembers what it is told, as {@code DEVIATION at WHERE of DID}. */
public final class ToldDeviations implements Deviations {
    private final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public void seen(Deviation deviation, String where, @Nullable DataIdentifier did, Duration ago, String detail) {
        all.add(deviation.word() + " at " + where + (did == null ? "" : " of " + did));
    }

    @Override
    public void reached(String where) {}

    /** What was told so far. */
    public List<String> all() {
        return all;
    }
}
