package org.strainlake.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts Java programs out of a home, which holds each program's jar beside its libraries and, once made, an
 * ahead-of-time cache that shortens its start.
 */
public final class JavaLauncher {
    private final Path home;
    private final Path logs;
    private final RunningParts running;
    private final boolean training;
    private final List<String> options;
    private final List<Part> parts;

    /**
     * A launcher.
     *
     * @param home directory with one folder a program
     * @param logs where output goes
     * @param training whether to record the caches instead of using them
     * @param options further options for each Java
     * @param parts where started parts are added
     */
    public JavaLauncher(
            Path home, Path logs, RunningParts running, boolean training, List<String> options, List<Part> parts) {
        this.home = home;
        this.logs = logs;
        this.running = running;
        this.training = training;
        this.options = List.copyOf(options);
        this.parts = parts;
    }

    /**
     * Starts a program.
     *
     * @param name its name, and that of its log
     * @param program folder in the home that holds it
     * @param heap heap size, such as {@code 256m}
     * @param hosts file of host names for it; null for the machine's own
     * @param target {@code -jar}-less rest of the command: null for the program's jar, else a main class within it
     * @param arguments what it is told
     */
    public Part start(
            String name,
            String program,
            String heap,
            @Nullable Path hosts,
            @Nullable String target,
            List<String> arguments)
            throws IOException, Lacking {
        return start(name, program, heap, hosts, target, arguments, Map.of(), List.of());
    }

    /**
     * Starts a program that needs secrets or options of its own.
     *
     * @param secrets environment variables for it alone
     * @param ownOptions options of Java for it alone
     */
    public Part start(
            String name,
            String program,
            String heap,
            @Nullable Path hosts,
            @Nullable String target,
            List<String> arguments,
            Map<String, String> secrets,
            List<String> ownOptions)
            throws IOException, Lacking {
        var folder = home.resolve(program);
        var jar = jar(folder);
        var command = new ArrayList<String>();
        command.add("setsid"); // a Ctrl-C at the terminal is for this process, which ends its parts itself
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xms" + heap);
        command.add("-Xmx" + heap);
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(options);
        command.addAll(ownOptions);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        cache(name, command);
        if (hosts != null) {
            command.add("-Djdk.net.hosts.file=" + hosts);
        }
        if (target == null) {
            command.add("-jar");
            command.add(jar.toString());
        } else {
            command.add("-cp");
            command.add(jar + ":" + folder.resolve("lib") + "/*");
            command.add(target);
        }
        command.addAll(arguments);
        var log = logs.resolve(name + ".log");
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().putAll(secrets);
        var process = builder.start();
        try {
            running.add(process.pid(), name);
        } catch (NoSuchFileException e) {
            throw new IOException(name + " ended as soon as it was started, see " + log, e);
        }
        var part = new Part(name, process.toHandle(), log);
        parts.add(part);
        return part;
    }

    private void cache(String name, List<String> command) {
        var cache = home.resolve("aot").resolve(name + ".aot");
        if (training) {
            command.add("-XX:AOTCacheOutput=" + cache);
        } else if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
    }

    private static Path jar(Path folder) throws IOException, Lacking {
        if (!Files.isDirectory(folder)) {
            throw new Lacking("no program in " + folder + "; start with the script, which builds it");
        }
        try (var jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (var jar : jars) {
                return jar;
            }
        }
        throw new Lacking("no jar in " + folder + "; start with the script, which builds it");
    }
}
