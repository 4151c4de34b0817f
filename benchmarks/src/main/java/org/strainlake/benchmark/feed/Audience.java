package org.strainlake.benchmark.feed;

import java.util.ArrayList;
import java.util.List;

/**
 * Sixty readers with different filters. Each group of filters divides all events evenly among its readers, so that each
 * event is wanted by exactly {@link #WANTED_BY} of them.
 */
final class Audience {
    /** How many of the readers want an event. */
    static final int WANTED_BY = 20;

    /** Every sixth reads from Kafka, the others server-sent events. */
    private static final int KAFKA_EVERY = 6;

    private Audience() {}

    /** The filters, one for each reader. */
    static List<Filter> filters(Announcements announcements) {
        var filters = new ArrayList<Filter>();
        of(filters, "detector", Announcements.DETECTORS);
        pairs(filters, "detector", Announcements.DETECTORS);
        of(filters, "type", Announcements.TYPES);
        of(filters, "rse", Announcements.RSES);
        pairs(filters, "rse", Announcements.RSES);
        of(filters, "experiment", Announcements.EXPERIMENTS);
        of(filters, "scope", Announcements.SCOPES);
        var datasets =
                Announcements.KINDS.stream().map(kind -> "*_" + kind + "_*").toList();
        of(filters, "dataset", datasets);
        var containers = Announcements.KINDS.stream().map(kind -> "*." + kind).toList();
        of(filters, "container", containers);
        pairs(filters, "container", containers);
        gps(filters, announcements, 3);
        gps(filters, announcements, 2);
        for (var type : Announcements.TYPES) {
            Announcements.EXPERIMENTS.forEach(each -> filters.add(Filter.of("experiment", each, "type", type)));
            var both = new ArrayList<Filter>();
            pairs(both, "detector", Announcements.DETECTORS);
            both.forEach(each -> filters.add(each.and("type", type)));
        }
        for (var detector : Announcements.DETECTORS) {
            datasets.forEach(each -> filters.add(Filter.of("detector", detector, "dataset", each)));
        }
        return filters;
    }

    /** Whether the reader at this place reads from Kafka. */
    static boolean readsKafka(int place) {
        return place % KAFKA_EVERY == 0;
    }

    private static void of(List<Filter> filters, String parameter, List<String> values) {
        values.forEach(value -> filters.add(Filter.of(parameter, value)));
    }

    private static void pairs(List<Filter> filters, String parameter, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            for (int j = i + 1; j < values.size(); j++) {
                filters.add(Filter.of(parameter, values.get(i), parameter, values.get(j)));
            }
        }
    }

    private static void gps(List<Filter> filters, Announcements announcements, int parts) {
        for (int part = 0; part < parts; part++) {
            filters.add(Filter.of(
                    "gps-start", String.valueOf(gps(announcements, part, parts)),
                    "gps-end", String.valueOf(gps(announcements, part + 1, parts))));
        }
    }

    private static long gps(Announcements announcements, int part, int parts) {
        return announcements.firstGps() + announcements.seconds() * part / parts;
    }
}
