package org.strainlake.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RehearseCommandTest {
    @TempDir
    Path directory;

    private final StringWriter complaints = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--bogus | Unknown option: '--bogus'",
                "--seconds 3 --chunks 4 | mutually exclusive",
                "--chunks 0 | at least one chunk",
                "--speed fast | 'fast' is neither max nor a number",
                "--wan soon | 'soon' is no delay",
                "--gps yesterday | --gps takes now, keep or a GPS second",
                "--order random --gps keep | cannot keep their GPS times",
                "--gps keep --seconds 100 | never repeats a second",
                "--lake swamp | --lake takes emulator, testbed or an http or https URL, not swamp",
                "--lake https://rucio.example/ | needs --config FILE",
                "--lake testbed --config lake.yml | --config goes with --lake URL",
                "--lake testbed --wan 25ms | --wan plays distance to the stand-in only",
                "--lake https://rucio.example/ --config /nonexistent.yml | there is no lake file /nonexistent.yml",
                "--faults all --seconds 30 | needs a run of at least",
                "--faults all --seconds 900 --speed max | --faults needs a pace",
                "--faults all --seconds 900 --lake https://rucio.example/ --config x.yaml | made in the stand-in or the test bed",
                "--faults all --seconds 900 --embargo | rehearsed apart",
                "--faults all --seconds 900 --keep 10 | --faults goes with --gps now and without --keep",
                "--faults all --seconds 900 --gps 1187008512 | --faults goes with --gps now and without --keep",
                "--faults /nonexistent.yaml | there is no plan of faults /nonexistent.yaml",
                "--leave-out 7 | --leave-out goes with --live",
                "--live --leave-out -1 | --leave-out takes a number of seconds, not -1",
                "--live --leave-out 7 --seconds 8 | --leave-out 7 leaves too little of 8 s",
                "--live --source strain.hdf5 | it goes without --source, --order and --gps",
                "--live --order random | it goes without --source, --order and --gps",
                "--live --gps 1187008512 | it goes without --source, --order and --gps",
                "--live --speed max | --live needs a pace, not --speed max",
                "--live --sealed | it goes without --sealed, --embargo and --keep",
                "--live --embargo | it goes without --sealed, --embargo and --keep",
                "--live --keep 10 | it goes without --sealed, --embargo and --keep",
                "--live --seconds 1200 --speed 2 | at --speed 2.0 its first second would be 600 s away",
                "--source /nonexistent.hdf5 | there is no such file"
            })
    void wrongUsageIsNamedAndLeavesNothing(String options, String complaint) throws IOException {
        int code = rehearse((options + " --report " + directory.resolve("report")).split(" ", -1));

        assertThat(code).isEqualTo(2);
        assertThat(complaints.toString()).contains(complaint);
        assertThat(directory.resolve("report")).doesNotExist();
    }

    @Test
    void aLakeFileWithFaultsIsWrongUsageThatNamesThemAll() throws IOException {
        var config = Files.writeString(directory.resolve("lake.yml"), """
                name: far
                experiment: virgo
                scope: virgo
                rze: CERN-PROMPT
                rucio: {}
                clients:
                  uploader: {id: uploader, secret-file: /nonexistent/secret}
                """);

        int code = rehearse(
                "--lake",
                "https://rucio.example/",
                "--config",
                config.toString(),
                "--report",
                directory.resolve("report").toString());

        assertThat(code).isEqualTo(2);
        assertThat(complaints.toString())
                .contains(config.toString())
                .contains("rse is missing")
                .contains("rze is not known here")
                .contains("clients.uploader.secret-file: /nonexistent/secret cannot be read")
                .contains("clients.latency is missing")
                .contains("issuer is missing");
        assertThat(directory.resolve("report")).doesNotExist();
    }

    @Test
    void aSourceThatIsNoStrainIsNamed() throws IOException {
        var source = Files.writeString(directory.resolve("notes.hdf5"), "not strain at all");

        int code = rehearse(
                "--source",
                source.toString(),
                "--report",
                directory.resolve("report").toString());

        assertThat(code).isEqualTo(2);
        assertThat(complaints.toString()).contains("notes.hdf5").contains("not an HDF5 file");
        assertThat(directory.resolve("report")).doesNotExist();
    }

    @Test
    void aDirectoryWithForeignFilesIsLeftAlone() throws IOException {
        var report = Files.createDirectory(directory.resolve("report"));
        var thesis = Files.writeString(report.resolve("thesis.tex"), "years of work");

        int code = rehearse("--report", report.toString());

        assertThat(code).isEqualTo(2);
        assertThat(complaints.toString()).contains("thesis.tex");
        assertThat(thesis).hasContent("years of work");
    }

    @Test
    void programsThatAreNotBuiltAreSomethingTheMachineLacks() {
        int code = rehearse("--report", directory.resolve("report").toString());

        assertThat(code).isEqualTo(3);
        assertThat(complaints.toString()).contains("start with ./rehearse");
    }

    private int rehearse(String... arguments) {
        var command = RehearseCommand.commandLine(new PrintStream(PrintStream.nullOutputStream()));
        command.setErr(new PrintWriter(complaints, true));
        return command.execute(arguments);
    }
}
