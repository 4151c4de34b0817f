package org.strainlake.uploader.embargo;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.strainlake.embargo.Embargo;
import org.strainlake.lake.DidPattern;

/**
 * What an embargo is to be from now on.
 *
 * @param id {@code streams/NAME} or {@code datasets/SCOPE:NAME}
 * @param experiment whose data it is
 * @param names what it covers
 * @param readers who may read
 * @param release when it is to be released; null if that is not known yet
 * @param held whether it stays closed whatever {@code release} says
 * @param early intervals of GPS time that everybody may read already
 */
public record EmbargoWish(
        String id,
        String experiment,
        List<DidPattern> names,
        List<String> readers,
        @Nullable Instant release,
        boolean held,
        List<Embargo.Early> early) {
    public EmbargoWish {
        names = List.copyOf(names);
        readers = List.copyOf(readers);
        early = List.copyOf(early);
    }

    /**
     * The version that it makes.
     *
     * @param opaque what it is called where nobody shows a token
     * @throws IllegalArgumentException if it is no embargo
     */
    Embargo version(long version, String opaque) {
        return new Embargo(id, opaque, version, experiment, names, readers, release, held, early, null);
    }
}
