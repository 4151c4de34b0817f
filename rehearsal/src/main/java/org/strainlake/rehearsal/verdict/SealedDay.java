package org.strainlake.rehearsal.verdict;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.strainlake.checksum.Sums;

/**
 * A sealed day, judged as a stranger would: by its signature, its sums and the files that were delivered.
 *
 * @param day the UTC day
 * @param sums files whose sums it names
 * @param agreed those of them that lie in the delivered directory and have that sum
 * @param classes how many seconds of each class its book has for the run and follower
 * @param differences everything that is otherwise, each a sentence
 */
public record SealedDay(String day, long sums, long agreed, Map<String, Long> classes, List<String> differences) {
    private static final int FOLLOWER = 6;
    private static final int CLASS = 7;
    private static final int MOST_DIFFERENCES = 100;

    public SealedDay {
        classes = Map.copyOf(classes);
        differences = List.copyOf(differences);
    }

    /**
     * Judges a day.
     *
     * @param sealed directory with the day's files
     * @param delivered directory with the delivered files
     * @param keep how many of the newest it keeps; 0 for all
     * @throws IOException if one of them cannot be read
     */
    public static SealedDay judge(String day, Path sealed, Path delivered, long keep, String run, String follower)
            throws IOException {
        var differences = new ArrayList<String>();
        if (!isSigned(sealed)) {
            differences.add("the signature of " + day + " is not good");
        }
        check(sealed.resolve("MANIFEST"), sealed, 0, differences::add);
        var plain = sealed.resolve("SHA256SUMS.plain");
        var list = Files.exists(plain) ? plain : sealed.resolve("SHA256SUMS");
        long agreed = check(list, delivered, keep, differences::add);
        return new SealedDay(
                day,
                ChunkList.lines(list),
                agreed,
                classes(sealed.resolve("book.csv"), run, follower),
                differences.stream().limit(MOST_DIFFERENCES).toList());
    }

    /** How many seconds of each class some days have. */
    static Map<String, Long> classes(List<SealedDay> days) {
        var all = new TreeMap<String, Long>();
        days.forEach(day -> day.classes().forEach((word, count) -> all.merge(word, count, Long::sum)));
        return all;
    }

    /** How many seconds of each class a closed book has. */
    static Map<String, Long> classes(Book book) {
        var classes = new TreeMap<>(Map.of(
                "delivered", book.delivered(),
                "late", book.late(),
                "lost", book.lost(),
                "corrupted", book.corrupted(),
                "withheld", book.withheld()));
        classes.values().removeIf(count -> count == 0);
        return classes;
    }

    private static boolean isSigned(Path sealed) throws IOException {
        try {
            var pem = Files.readString(sealed.resolve("key.pem")).replaceAll("-----[A-Z ]+-----|\\s", "");
            var verifying = Signature.getInstance("Ed25519");
            verifying.initVerify(KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem))));
            verifying.update(Files.readAllBytes(sealed.resolve("MANIFEST")));
            return verifying.verify(Files.readAllBytes(sealed.resolve("MANIFEST.sig")));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Checks the lines of a list as {@code sha256sum -c} does; how many agree. */
    private static long check(Path list, Path directory, long keep, Consumer<String> difference) throws IOException {
        long agreed = 0;
        var newest = new ChunkList.Newest(ChunkList.lines(list), keep);
        try (var lines = Files.newBufferedReader(list, StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                boolean mayBeGone = newest.mayBeGone();
                if (line.startsWith("#")) {
                    continue;
                }
                var words = line.split(" {2}", 2);
                var file = directory.resolve(words[1]);
                if (Files.exists(file)) {
                    if (sum(file).equals(words[0])) {
                        agreed++;
                    } else {
                        difference.accept(words[1] + " has another sum than in " + list.getFileName());
                    }
                } else if (!mayBeGone) {
                    difference.accept(words[1] + " is in " + list.getFileName() + ", and not in " + directory);
                }
            }
        }
        return agreed;
    }

    private static String sum(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return Sums.of(in).sha256().hex();
        }
    }

    private static Map<String, Long> classes(Path book, String run, String follower) throws IOException {
        var classes = new TreeMap<String, Long>();
        try (var rows = Files.newBufferedReader(book, StandardCharsets.UTF_8)) {
            for (var row = rows.readLine(); row != null; row = rows.readLine()) {
                var fields = row.split(",", CLASS + 2);
                if (fields.length > CLASS && fields[0].equals(run) && fields[FOLLOWER].equals(follower)) {
                    classes.merge(fields[CLASS], 1L, Long::sum);
                }
            }
        }
        return classes;
    }
}
