package org.strainlake.embargo;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;

/**
 * Puts an embargo's opaque name in the place of what it covers, in a text for somebody who shows no token: DIDs, names of
 * files and datasets after T010150, also within addresses, and names of streams.
 */
final class OpaqueNames {
    private static final Pattern NAME = Pattern.compile(
            "(?<scope>[A-Za-z][\\w.-]{0,24}:)?(?<name>[A-Z]+-[\\w+#]+-\\d+-\\d+[\\w.]*|(?<=:)[A-Za-z][/\\w.-]{0,249})");
    private static final String STREAMS = "streams/";

    private final Supplier<EmbargoBook> book;

    OpaqueNames(Supplier<EmbargoBook> book) {
        this.book = book;
    }

    /** Whether the embargoes are known. */
    boolean areKnown() {
        return book.get().isKnown();
    }

    /**
     * The text without the names.
     *
     * @throws IllegalStateException if the embargoes are not known
     */
    String in(String text) {
        var known = book.get();
        var hidden = NAME.matcher(text.replace("%3A", ":"))
                .replaceAll(found -> Matcher.quoteReplacement(replacement(known, found)));
        for (var stream : known.all()) {
            if (!stream.isReleased() && stream.id().startsWith(STREAMS)) {
                var name = stream.id().substring(STREAMS.length());
                hidden = hidden.replaceAll("(?<![\\w.-])" + Pattern.quote(name) + "(?![\\w-])", stream.opaque());
            }
        }
        return hidden;
    }

    private static String replacement(EmbargoBook book, MatchResult found) {
        var scope = Optional.ofNullable(found.group("scope")).map(text -> text.substring(0, text.length() - 1));
        var name = found.group("name").replaceAll("\\.+$", "");
        // What stands before a colon need not be the scope.
        var scopes = Stream.concat(
                        scope.stream(),
                        book.all().stream()
                                .flatMap(embargo -> embargo.names().stream())
                                .map(DidPattern::scope))
                .distinct();
        return scopes.flatMap(each -> closing(book, each, name).stream())
                .findFirst()
                .map(opaque -> opaque + found.group("name").substring(name.length()))
                .orElse(found.group());
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
