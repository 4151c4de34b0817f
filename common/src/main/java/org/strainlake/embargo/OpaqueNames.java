package org.strainlake.embargo;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;

/**
 * Puts an embargo's opaque name in the place of what it covers, in a text for somebody who shows no token: DIDs, names of
 * files and datasets after T010150, also within addresses, and names of streams.
 */
final class OpaqueNames {
    private static final Pattern NAME = Pattern.compile(
            "(?<scope>[A-Za-z][\\w.-]{0,24}:)?(?<name>[A-Z]+-[\\w+#]+-\\d+-\\d+[\\w.]*|(?<=:)[A-Za-z][/\\w.-]{0,249})");
    private static final String ANY = "closed";
    private static final String STREAMS = "streams/";

    private final Supplier<EmbargoBook> book;

    OpaqueNames(Supplier<EmbargoBook> book) {
        this.book = book;
    }

    /** The text without the names; while the embargoes are not known, without any that could be under one. */
    String in(String text) {
        var known = book.get();
        var streams = known.all().stream()
                .filter(embargo -> !embargo.isReleased() && embargo.id().startsWith(STREAMS))
                .toList();
        var hidden = NAME.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        replacement(known, found.group(), found.group("scope"), found.group("name"))));
        for (var stream : streams) {
            var name = stream.id().substring(STREAMS.length());
            hidden = hidden.replaceAll("(?<![\\w.-])" + Pattern.quote(name) + "(?![\\w-])", stream.opaque());
        }
        return hidden;
    }

    private static String replacement(EmbargoBook book, String whole, @Nullable String scope, String name) {
        if (!book.isKnown()) {
            return ANY;
        }
        var scopes = scope != null
                ? Stream.of(scope.substring(0, scope.length() - 1))
                : book.all().stream()
                        .flatMap(embargo -> embargo.names().stream())
                        .map(DidPattern::scope)
                        .distinct();
        return scopes.map(each -> closing(book, each, name))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(whole);
    }

    private static Optional<String> closing(EmbargoBook book, String scope, String name) {
        try {
            var did = new DataIdentifier(scope, name);
            return book.covering(did).stream()
                    .filter(embargo -> !embargo.isLiftedFor(did))
                    .map(Embargo::opaque)
                    .findFirst();
        } catch (IllegalArgumentException e) { // nothing that the lake could have
            return Optional.empty();
        }
    }
}
