package org.strainlake.latency.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/** Chooses between the forms of an answer. */
final class Accepted {
    private Accepted() {}

    /** The form that an Accept header asks for first; the usual one where it asks for none of them. */
    static MediaType of(@Nullable String accept, MediaType usual, MediaType other) {
        List<MediaType> wanted = MediaType.parseMediaTypes(accept);
        MimeTypeUtils.sortBySpecificity(wanted);
        return wanted.stream()
                .filter(type -> type.isCompatibleWith(usual) || type.isCompatibleWith(other))
                .findFirst()
                .filter(type -> !type.isCompatibleWith(usual))
                .map(type -> other)
                .orElse(usual);
    }
}
