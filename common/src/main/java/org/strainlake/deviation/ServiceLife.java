package org.strainlake.deviation;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The row that says that this process lives, removed when it ends as it should; and the rows of those that did not. Of a
 * process on the same host it is known at once, of another one when its row grew old. For one thread.
 */
final class ServiceLife {
    /** A row that is older belongs to nobody. */
    private static final Duration OLD = Duration.ofSeconds(10);

    /** After the database was away the others are granted this long to renew their rows. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** When a process began is reckoned from a clock that may have been set since. */
    private static final long CLOCK_STEP_MILLIS = 5_000;

    private static final Path PROCESS_NUMBERS = Path.of("/proc/self/ns/pid");
    private static final String BEAT = """
            INSERT INTO service_life (life, host, pid, began, seen) VALUES (?, ?, ?, ?, now())
            ON CONFLICT (life) DO UPDATE SET seen = now()""";

    private static final String OTHERS = """
            SELECT life, host, pid, began, (extract(epoch FROM now() - seen) * 1000)::bigint AS age
            FROM service_life WHERE life <> ?""";

    private static final String REMOVE = "DELETE FROM service_life WHERE life = ?";

    private final JdbcTemplate jdbc;
    private final String life;
    private final String host = host();
    private final ProcessHandle process = ProcessHandle.current();
    private long steadySince = System.nanoTime();

    /**
     * A life that has no row yet.
     *
     * @param life unique to this process
     */
    ServiceLife(JdbcTemplate jdbc, String life) {
        this.jdbc = jdbc;
        this.life = life;
    }

    /** Renews the row. */
    void beat() {
        jdbc.update(BEAT, life, host, process.pid(), began(process));
    }

    /** The row could not be renewed. */
    void missed() {
        steadySince = System.nanoTime();
    }

    /** Lives that ended and left their rows. */
    List<Ended> ended() {
        boolean othersHadTime = System.nanoTime() - steadySince > GRACE.toNanos();
        return jdbc
                .query(
                        OTHERS,
                        (row, number) -> new Other(
                                row.getString("life"),
                                row.getString("host"),
                                row.getLong("pid"),
                                row.getLong("began"),
                                Duration.ofMillis(row.getLong("age"))),
                        life)
                .stream()
                .filter(other -> (host.equals(other.host()) && !host.isEmpty())
                        ? !isAlive(other.pid(), other.began())
                        : othersHadTime && other.age().compareTo(OLD) > 0)
                .map(other -> new Ended(other.life(), other.age()))
                .toList();
    }

    /** Removes a row: another's that was told of, or its own at the end. */
    void remove(String which) {
        jdbc.update(REMOVE, which);
    }

    /** Ends as it should. */
    void end() {
        remove(life);
    }

    private static boolean isAlive(long pid, long began) {
        return ProcessHandle.of(pid)
                .filter(other -> other.isAlive() && Math.abs(began(other) - began) < CLOCK_STEP_MILLIS)
                .isPresent();
    }

    /** In milliseconds since 1970; tells two processes of one number apart. */
    private static long began(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Where the number of a process says which it is: two containers of one name have numbers of their own. */
    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName() + " " + Files.readSymbolicLink(PROCESS_NUMBERS);
        } catch (IOException e) {
            return ""; // then rows have to grow old
        }
    }

    /**
     * A life that ended.
     *
     * @param age how long ago it was last seen
     */
    record Ended(String life, Duration age) {}

    private record Other(String life, String host, long pid, long began, Duration age) {}
}
