package org.strainlake.benchmark.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one reader asks for, in the parameters of {@code GET /v1/events}: values of one name are alternatives, different
 * names must all hold. Judged here by the CloudEvents attributes alone, as a Kafka reader does by the headers,
 * with no code of the service's.
 */
final class Filter {
    private final Map<String, List<String>> wanted;
    private final List<Predicate<Function<String, @Nullable String>>> conditions;

    private Filter(Map<String, List<String>> wanted) {
        this.wanted = wanted;
        this.conditions = wanted.entrySet().stream()
                .map(each -> condition(each.getKey(), each.getValue()))
                .toList();
    }

    /** Parameters and values by turns; a parameter may come again. Nothing at all: everything is wanted. */
    static Filter of(String... parametersAndValues) {
        var wanted = new TreeMap<String, List<String>>();
        for (int i = 0; i < parametersAndValues.length; i += 2) {
            wanted.computeIfAbsent(parametersAndValues[i], name -> new ArrayList<>())
                    .add(parametersAndValues[i + 1]);
        }
        return new Filter(wanted);
    }

    /** The same with a further condition. */
    Filter and(String parameter, String value) {
        var more = new TreeMap<>(wanted);
        more.put(parameter, List.of(value));
        return new Filter(more);
    }

    /** As the query of an address; empty if everything is wanted. */
    String query() {
        return wanted.entrySet().stream()
                .flatMap(each ->
                        each.getValue().stream().map(value -> each.getKey() + "=" + URLEncoder.encode(value, UTF_8)))
                .collect(Collectors.joining("&"));
    }

    /**
     * Whether an event is wanted.
     *
     * @param attribute gives a CloudEvents attribute of the event, null where it has none
     */
    boolean passes(Function<String, @Nullable String> attribute) {
        return conditions.stream().allMatch(condition -> condition.test(attribute));
    }

    @Override
    public String toString() {
        return wanted.toString();
    }

    private static Predicate<Function<String, @Nullable String>> condition(String parameter, List<String> values) {
        return switch (parameter) {
            case "scope" ->
                of -> values.contains(scope(of.apply("subject"))) || values.contains(scope(of.apply("dataset")));
            case "dataset", "container" -> {
                var pattern = Pattern.compile(values.stream()
                        .map(each -> Pattern.quote(each).replace("*", "\\E.*\\Q"))
                        .collect(Collectors.joining("|")));
                yield of -> {
                    var value = of.apply(parameter);
                    return value != null && pattern.matcher(value).matches();
                };
            }
            case "gps-start" -> of -> end(of) > Long.parseLong(values.getFirst());
            case "gps-end" -> of -> start(of) < Long.parseLong(values.getFirst());
            default -> of -> values.contains(of.apply(parameter));
        };
    }

    private static @Nullable String scope(@Nullable String did) {
        return did == null ? null : did.substring(0, did.indexOf(':'));
    }

    private static long start(Function<String, @Nullable String> attribute) {
        return Long.parseLong(String.valueOf(attribute.apply("gpsstart")));
    }

    private static long end(Function<String, @Nullable String> attribute) {
        return start(attribute) + Long.parseLong(String.valueOf(attribute.apply("gpsseconds")));
    }
}
