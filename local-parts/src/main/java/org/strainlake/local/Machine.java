package org.strainlake.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What machine figures were measured on. */
public final class Machine {
    private Machine() {}

    /** Processor, cores, memory, system and Java, in one line. */
    public static String describe() {
        return processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + memory() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java "
                + Runtime.version();
    }

    private static String processor() {
        return field("/proc/cpuinfo", "model name", System.getProperty("os.arch"));
    }

    private static String memory() {
        var kilobytes = field("/proc/meminfo", "MemTotal", "0").replaceAll("\\D", "");
        return Math.round(Long.parseLong(kilobytes) / 1024.0 / 1024.0) + " GiB";
    }

    private static String field(String file, String name, String otherwise) {
        try {
            for (var line : Files.readAllLines(Path.of(file), StandardCharsets.UTF_8)) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException e) {
            return otherwise; // not a Linux
        }
        return otherwise;
    }
}
