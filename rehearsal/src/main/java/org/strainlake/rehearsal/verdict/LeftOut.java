package org.strainlake.rehearsal.verdict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Seconds that the detector of a live run did not write, held against those that the book says were never there.
 *
 * @param planned GPS seconds that were not written
 * @param found GPS seconds that the book has as lost, absent at the source; the same, if all is well
 */
public record LeftOut(List<Long> planned, List<Long> found) {
    private static final String REASON = "absent-at-source";

    public LeftOut {
        planned = planned.stream().sorted().toList();
        found = found.stream().sorted().toList();
    }

    /**
     * Reads what the book says.
     *
     * @param lines the book, one JSON object a line
     * @throws IOException if it cannot be read
     */
    public static LeftOut of(List<Long> planned, Path lines) throws IOException {
        var json = JsonMapper.builder().build();
        var found = new ArrayList<Long>();
        try (var reader = Files.newBufferedReader(lines)) {
            for (var text = reader.readLine(); text != null; text = reader.readLine()) {
                if (text.isBlank()) {
                    continue;
                }
                var line = json.readTree(text);
                if ("lost".equals(line.path("class").asString())
                        && REASON.equals(line.path("reason").asString())) {
                    found.add(line.path("gpsStart").asLong());
                }
            }
        }
        return new LeftOut(planned, found);
    }

    /** What is wrong, each a sentence. */
    List<String> complaints() {
        var complaints = new ArrayList<String>();
        planned.stream()
                .filter(gps -> !found.contains(gps))
                .forEach(gps -> complaints.add("second " + gps
                        + " was not written, and the book does not say that it is lost, absent at the source"));
        found.stream()
                .filter(gps -> !planned.contains(gps))
                .forEach(gps -> complaints.add(
                        "the book says that second " + gps + " is absent at the source, where it was written"));
        return complaints;
    }
}
