package org.strainlake.rehearsal.stage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.strainlake.http.OutsideBusy;
import org.strainlake.local.Lacking;

/** The test bed of the checkout: a real Rucio on this machine. It stays up when the rehearsal ends. */
public final class TestBed {
    private final Path script;

    /**
     * The test bed of a checkout.
     *
     * @param checkout directory that holds {@code testbed/}
     */
    public TestBed(Path checkout) {
        this.script = checkout.resolve("testbed").resolve("testbed");
    }

    /**
     * Starts it, where it is not up, and says how to reach it.
     *
     * @param tell takes what it says while it starts, line by line
     * @throws Lacking if it does not come up
     */
    public LakeDescription up(Consumer<String> tell) throws IOException, Lacking, InterruptedException {
        if (!Files.isExecutable(script)) {
            throw new Lacking("the test bed: there is no " + script);
        }
        run("up", tell);
        var config = new StringBuilder();
        run("config", line -> config.append(line).append('\n'));
        try {
            return LakeFile.parse(Path.of(script + " config"), config.toString(), null);
        } catch (IOException faults) {
            throw new Lacking(OutsideBusy.reasonOf(faults), faults);
        }
    }

    /** Stops one part of it, named as the test bed does. */
    void stop(String part) throws IOException, Lacking, InterruptedException {
        run("stop", line -> {}, part);
    }

    /** Starts a part again, and waits until it answers. */
    void start(String part) throws IOException, Lacking, InterruptedException {
        run("start", line -> {}, part);
    }

    private void run(String command, Consumer<String> line, String... arguments)
            throws IOException, Lacking, InterruptedException {
        var words = new ArrayList<>(List.of(script.toString(), command));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words);
        if ("config".equals(command)) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        } else {
            builder.redirectErrorStream(true);
        }
        var process = builder.start();
        process.getOutputStream().close();
        String last = "";
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var read = output.readLine(); read != null; read = output.readLine()) {
                line.accept(read);
                last = read;
            }
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new Lacking(script + " " + command + " ended with " + code + ": " + last);
        }
    }
}
