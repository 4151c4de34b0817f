package org.strainlake.uploader.source;

/** How the chunks of a replay are dated. Whatever the rule, chunk <em>n</em> starts <em>n</em> lengths after the first. */
public sealed interface GpsRule {
    /** From the present second; at full speed so that the last chunk ends now. */
    record Now() implements GpsRule {}

    /** As in the source, whose every second can be had only once. */
    record Keep() implements GpsRule {}

    /**
     * From a given second.
     *
     * @param seconds GPS second
     */
    record Start(long seconds) implements GpsRule {
        public Start {
            if (seconds < 0) {
                throw new IllegalArgumentException("not a GPS second: " + seconds);
            }
        }
    }

    /**
     * Reads {@code now}, {@code keep} or a GPS second.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static GpsRule parse(String text) {
        return switch (text) {
            case "now" -> new Now();
            case "keep" -> new Keep();
            default -> {
                if (!text.matches("\\d{1,10}")) {
                    throw new IllegalArgumentException("gps is now, keep or a GPS second, not " + text);
                }
                yield new Start(Long.parseLong(text));
            }
        };
    }
}
