package org.strainlake.rehearsal.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The clock of one service, which can be set off while it runs. What Java measures by the machine's uptime stays as it is. */
final class OwnClock {
    private final Path agent;
    private final Path ahead;

    private OwnClock(Path agent, Path ahead) {
        this.agent = agent;
        this.ahead = ahead;
    }

    /**
     * A clock that is right.
     *
     * @param directory exists; holds what the service is told
     */
    static OwnClock right(Path directory) throws IOException {
        var clock = new OwnClock(directory.resolve("clock-agent.jar"), directory.resolve("clock-ahead"));
        clock.writeAgent();
        clock.set(Duration.ZERO);
        return clock;
    }

    /** The service is started with this option of Java's. */
    String option() {
        return "-javaagent:" + agent + "=" + ahead;
    }

    /** Sets it off; it is so within a fraction of a second. */
    void set(Duration by) throws IOException {
        var next = ahead.resolveSibling(ahead.getFileName() + ".next");
        Files.writeString(next, by.toNanos() + "\n");
        Files.move(next, ahead, StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeAgent() throws IOException {
        var manifest = new Manifest();
        var main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(new Attributes.Name("Premain-Class"), ClockAgent.class.getName());
        main.put(new Attributes.Name("Can-Retransform-Classes"), "true");
        var entry = ClockAgent.class.getName().replace('.', '/') + ".class";
        try (var content = ClockAgent.class.getResourceAsStream("/" + entry);
                var jar = new JarOutputStream(Files.newOutputStream(agent), manifest)) {
            jar.putNextEntry(new JarEntry(entry));
            Objects.requireNonNull(content, entry).transferTo(jar);
            jar.closeEntry();
        }
    }
}
