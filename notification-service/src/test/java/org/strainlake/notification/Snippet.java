package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.strainlake.foreign.Python;

/**
 * A program in a page, as it stands there.
 *
 * @param heading heading of the section it is in
 * @param language language it is in
 * @param text the program
 */
record Snippet(String heading, String language, String text) {
    private static final Pattern HEADING_OR_BLOCK = Pattern.compile("(?ms)^#+ (.*?)$|^```(\\w+)\n(.*?)^```$");

    /** All programs of a page, in their order. */
    static List<Snippet> in(Path page) throws IOException {
        var found = new ArrayList<Snippet>();
        var heading = "";
        var matcher = HEADING_OR_BLOCK.matcher(Files.readString(page));
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                heading = matcher.group(1);
            } else {
                found.add(new Snippet(heading, matcher.group(2), matcher.group(3)));
            }
        }
        return found;
    }

    /** Section and language. */
    String place() {
        return heading + ", " + language;
    }

    /** Starts it with nothing changed and only these variables in its environment beside the path. */
    Running start(Path directory, Map<String, String> environment) throws IOException {
        Files.createDirectories(directory);
        var command = switch (language) {
            case "bash" -> List.of("bash", file(directory, "reader.sh"));
            case "python" -> List.of(Python.command(), file(directory, "reader.py"));
            case "java" ->
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        file(directory, "Reader.java"));
            default -> throw new IllegalArgumentException("no program: " + place());
        };
        var output = directory.resolve("output");
        var complaints = directory.resolve("complaints");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(complaints.toFile()));
        var path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        return new Running(process, output, complaints);
    }

    private String file(Path directory, String name) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    /**
     * A program that runs.
     *
     * @param process its process
     * @param output where its output goes, after that of an earlier run
     * @param complaints where its complaints go
     */
    record Running(Process process, Path output, Path complaints) implements AutoCloseable {
        /** What it printed so far, without a last line that is not whole. */
        List<String> lines() throws IOException {
            var text = Files.readString(output, UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        }

        /** What it complained of. */
        String said() throws IOException {
            return Files.readString(complaints, UTF_8);
        }

        /** Ends it, and what it started. */
        @Override
        public void close() {
            var family = process.descendants().toList();
            process.destroy();
            family.forEach(ProcessHandle::destroy);
            process.onExit().join();
        }
    }
}
