package org.strainlake.rehearsal.stage;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.strainlake.lake.DataLake;
import org.strainlake.local.JavaLauncher;
import org.strainlake.local.Lacking;
import org.strainlake.local.Part;
import org.strainlake.local.PostgresServer;
import org.strainlake.local.Readiness;
import org.strainlake.local.RunningParts;
import org.strainlake.token.TokenSource;

/**
 * Everything that a rehearsal plays on: PostgreSQL, Kafka, the lake and the four services, each a
 * process of its own on free loopback ports. Closing it ends them all; that may be called at any time, from
 * any thread, more than once.
 */
public final class Stage implements AutoCloseable {
    /** Name of the uploader. */
    public static final String UPLOADER = "uploader-service";

    /** Name of the notification service. */
    public static final String NOTIFICATION = "notification-service";

    /** Name of the downloader. */
    public static final String DOWNLOADER = "downloader-service";

    /** Name of the latency service. */
    public static final String LATENCY = "latency-service";

    /** A downloader of another site: it hears of every chunk and reads the storage, and has no key. */
    public static final String GUEST = "guest-downloader";

    /** The stand-in lake: catalogue, storage, issuer and broker. */
    public static final String LAKE = "lake-emulator";

    /** Kafka. */
    public static final String KAFKA = "kafka";

    /** PostgreSQL. */
    public static final String POSTGRESQL = "postgresql";

    /** Rucio's server, where the lake is the test bed. */
    public static final String RUCIO = "rucio";

    /** The storage that is uploaded to, where the lake is the test bed. */
    public static final String STORAGE = "storage";

    /** Rucio's message broker, where the lake is the test bed. */
    public static final String ACTIVEMQ = "activemq";

    /** Parts of the test bed that can be stopped and started, each by itself. */
    public static final Set<String> OF_THE_TEST_BED = Set.of(RUCIO, STORAGE, ACTIVEMQ);

    /** The four services. */
    public static final List<String> SERVICES = List.of(UPLOADER, NOTIFICATION, DOWNLOADER, LATENCY);

    /** Stream that is booked, replayed or live. */
    public static final String STREAM = StageSettings.STREAM;

    /** Stream that warms the services up; nobody books it. */
    public static final String WARM_UP_STREAM = StageSettings.WARM_UP_STREAM;

    /** Follow that receives the stream. */
    public static final String FOLLOW = StageSettings.FOLLOW;

    /** The guest's follow. */
    public static final String GUEST_FOLLOW = StageSettings.GUEST_FOLLOW;

    /** Follow that receives the warm-up. */
    public static final String WARM_UP_FOLLOW = StageSettings.WARM_UP_FOLLOW;

    private static final String TAG_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ";
    private static final int TAG_LENGTH = 8;
    private static final Duration BETWEEN_KNOCKS = Duration.ofMillis(100);

    /** On two cores the second compiler costs more than it gives in a rehearsal; a touched heap shows growth as growth. */
    private static final List<String> JAVA_OPTIONS = List.of("-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1");

    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Writing a start-up cache takes a while after a program's end. */
    private static final Duration TRAINING_PATIENCE = Duration.ofMinutes(4);

    private final Layout layout;
    private final Path home;
    private final Distance distance;
    private final StageOptions options;
    private final String tag = newTag();
    private final @Nullable LakeDescription outside;
    private final @Nullable TestBed bed;
    private final Set<String> stopped = new CopyOnWriteArraySet<>();
    private final @Nullable OwnClock clock;
    private final @Nullable SmallDisk disk;
    private final List<Part> parts = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RunningParts running;
    private volatile @Nullable PostgresServer postgres;
    private @Nullable StageSettings settings;
    private @Nullable JavaLauncher launcher;

    /**
     * A stage, empty yet.
     *
     * @param home directory with one folder a program, made by {@code ./rehearse}
     * @param outside a lake that is there already; null to start the stand-in
     * @param bed the test bed, if that is the lake
     */
    public Stage(
            Layout layout, Path home, StageOptions options, @Nullable LakeDescription outside, @Nullable TestBed bed)
            throws IOException {
        this.outside = outside;
        this.bed = bed;
        this.clock = options.harms().contains(StageOptions.Harm.CLOCK) ? OwnClock.right(layout.state()) : null;
        this.disk = options.harms().contains(StageOptions.Harm.DISK) ? new SmallDisk(layout.delivered()) : null;
        this.options = options;
        this.layout = layout;
        this.home = home;
        this.distance = new Distance(options.wanDelay(), layout.state());
        this.running = new RunningParts(Path.of(System.getProperty(
                "strainlake.parts", layout.state().resolve("parts").toString())));
    }

    /**
     * Starts every part and waits until all are ready.
     *
     * @param strain what the streams carry
     * @param source file that will be replayed
     * @throws Lacking if the machine lacks something
     * @throws IOException if a part ends or does not get ready
     */
    public void start(StrainShape strain, Path source) throws IOException, Lacking, InterruptedException {
        if (outside != null) {
            new LakeAccess(outside).check();
        }
        if (options.live()) {
            Files.createDirectories(layout.source());
        }
        if (disk != null) {
            disk.mount();
        }
        var made = StageSettings.make(layout, distance.lakeHost(), outside, tag, strain, source, options);
        settings = made;
        for (int port : made.lakePorts()) {
            distance.open(port);
        }
        launcher = new JavaLauncher(home, layout.logs(), running, options.training(), JAVA_OPTIONS, parts);
        if (outside == null) {
            launch(LAKE);
        }
        var kafka = launch(KAFKA);
        startPostgres();
        for (var service : SERVICES) {
            launch(service);
        }
        if (options.embargo()) {
            launch(GUEST);
            awaitReady(GUEST);
        }
        for (var service : SERVICES) {
            awaitReady(service);
        }
        if (!kafka.isAlive()) {
            throw new IOException("kafka ended, see " + kafka.log());
        }
    }

    /**
     * Kills a service with signal 9. It stays down until it is raised, and is not missed meanwhile.
     *
     * @throws IOException if it does not run
     */
    public void kill(String service) throws IOException {
        takeDown(service).kill();
    }

    /**
     * Stops a part in good order. It stays down until it is raised, and is not missed meanwhile.
     *
     * @throws IOException if it does not run
     */
    public void stop(String part) throws IOException, Lacking, InterruptedException {
        if (OF_THE_TEST_BED.contains(part)) {
            stopped.add(part);
            bed().stop(nameInTheBed(part));
            return;
        }
        var taken = takeDown(part);
        if (POSTGRESQL.equals(part)) {
            Objects.requireNonNull(postgres).close();
        } else {
            taken.end(PATIENCE);
        }
    }

    /**
     * Starts a part again that was killed or stopped, with what it kept, and waits until it answers.
     *
     * @throws IOException if it does not get ready
     */
    public void raise(String part) throws IOException, InterruptedException, Lacking {
        switch (part) {
            case RUCIO, STORAGE, ACTIVEMQ -> {
                bed().start(nameInTheBed(part));
                stopped.remove(part);
            }
            case POSTGRESQL -> {
                var stopped = Objects.requireNonNull(postgres);
                postgres = stopped.restart();
                addPostgres();
            }
            case KAFKA, LAKE -> {
                launch(part);
                awaitPort(part);
            }
            default -> {
                launch(part);
                awaitReady(part);
            }
        }
    }

    /** Sets the downloader's clock off; zero makes it right again. */
    public void setClockOff(Duration ahead) throws IOException {
        Objects.requireNonNull(clock, "the clock cannot be set off").set(ahead);
    }

    /** Leaves no room where the follow delivers to. */
    public void fillDisk() throws IOException, InterruptedException {
        Objects.requireNonNull(disk, "the disk cannot be made full").fill();
    }

    /** Makes room again. */
    public void emptyDisk() throws IOException, InterruptedException {
        Objects.requireNonNull(disk, "the disk cannot be made full").empty();
    }

    private TestBed bed() {
        return Objects.requireNonNull(bed, "the lake is not the test bed");
    }

    private String nameInTheBed(String part) {
        return switch (part) {
            case RUCIO -> "rest";
            case STORAGE -> "xrootd-" + lake().rse();
            default -> part;
        };
    }

    private Part takeDown(String name) throws IOException {
        var part = parts.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException(name + " does not run"));
        parts.remove(part);
        return part;
    }

    private void awaitPort(String part) throws IOException, InterruptedException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), made().partPort(part));
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (true) {
            check();
            try (var socket = new Socket()) {
                socket.connect(address);
                return;
            } catch (ConnectException notYet) {
                if (System.nanoTime() > end) {
                    throw new IOException(part + " does not listen, see " + layout.logs(), notYet);
                }
            }
            Thread.sleep(BETWEEN_KNOCKS);
        }
    }

    private Part launch(String name) throws IOException, Lacking {
        var with = Objects.requireNonNull(launcher, "the stage is not started");
        return switch (name) {
            case LAKE -> with.start(LAKE, LAKE, "256m", distance.hosts(Site.LAKE), null, made().arguments(LAKE));
            case KAFKA ->
                with.start(
                        KAFKA,
                        "rehearsal",
                        "256m",
                        distance.hosts(Site.LAKE),
                        "org.strainlake.local.KafkaNode",
                        made().kafkaArguments());
            case GUEST ->
                with.start(
                        GUEST,
                        DOWNLOADER,
                        "192m",
                        distance.hosts(Site.ANALYSIS),
                        null,
                        made().arguments(GUEST),
                        Map.of(),
                        List.of());
            default -> {
                var site = switch (name) {
                    case UPLOADER -> Site.DETECTOR;
                    case DOWNLOADER -> Site.ANALYSIS;
                    default -> Site.LAKE;
                };
                yield with.start(
                        name,
                        name,
                        "192m",
                        distance.hosts(site),
                        null,
                        made().arguments(name),
                        secrets(name),
                        clock != null && DOWNLOADER.equals(name) ? List.of(clock.option()) : List.of());
            }
        };
    }

    /** Whether the lake takes faults from whoever has the key. */
    public boolean takesFaults() {
        return !isRucio() && options.harms().contains(StageOptions.Harm.LAKE);
    }

    /** Where the stand-in takes faults. */
    public URI faultRoom() {
        return URI.create("http://127.0.0.1:" + made().partPort(LAKE) + "/faults");
    }

    /** Who shows what is in this file may add faults. */
    public Path faultKeyFile() {
        return made().faultKeyFile();
    }

    /** Every part that was started, the four services among them. */
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    /** Where a service answers. */
    public URI url(String service) {
        return made().url(service);
    }

    /** The audience that a token for the service must name. */
    public String audience(String service) {
        return StageSettings.audience(service);
    }

    /** Tokens for the rehearsal itself. */
    public TokenSource tokens() throws IOException {
        return made().tokens("rehearsal");
    }

    /** Tokens of somebody whom nobody knows. */
    public TokenSource outsiderTokens() throws IOException {
        return made().tokens("outsider");
    }

    /** Settings of a Kafka client for somebody whom nobody knows. */
    public Map<String, Object> outsiderOnKafka() throws IOException {
        return made().kafkaClient("outsider");
    }

    /** What the parts keep: databases, logs of messages, storages, spools. */
    public Path state() {
        return layout.state();
    }

    /** What of that may hold strain as it is: what a follow delivers into. */
    public Set<Path> sinks() {
        return Set.of(made().warmUpSink(), made().guestSink());
    }

    /** Where the guest delivers what it can open. */
    public Path guestSink() {
        return made().guestSink();
    }

    /** Secrets that no log may show, by name. */
    public Map<String, byte[]> secrets() throws IOException {
        return made().secrets();
    }

    /** What the parts print. */
    public Path logs() {
        return layout.logs();
    }

    /** Tags of the runs on this stage begin with it, so that no name on a lake that stays is used twice. */
    public String tag() {
        return tag;
    }

    /** Whether the lake is a Rucio, not the stand-in. */
    public boolean isRucio() {
        return outside != null;
    }

    /** The lake as the services are told of it. */
    public LakeDescription lake() {
        return made().lakeDescription();
    }

    /** The lake, to ask it what it holds. */
    public DataLake dataLake() throws IOException {
        return made().dataLake();
    }

    /** Storage elements of the stand-in that copies are made at, where faults are taken. */
    public List<String> copyRses() {
        return EmulatedLake.COPY_RSES;
    }

    /** Pattern of the names of the booked run's datasets. */
    public String datasets() {
        return made().datasets();
    }

    /** What the names of the live stream's files hold, which end in the tag. */
    public String liveDescription() {
        return made().liveDescription();
    }

    /** Where this process, who stands beside the lake, finds what the lake says is at an address. */
    public URI near(URI address) {
        return distance.near(address);
    }

    /** Version of the lake. */
    public String lakeVersion() throws IOException {
        return isRucio()
                ? dataLake().catalogue().version()
                : String.valueOf(Stage.class.getPackage().getImplementationVersion());
    }

    /** Name and addresses of each service. */
    public List<Map<String, String>> services() {
        var services = new ArrayList<Map<String, String>>();
        for (var service : SERVICES) {
            var row = new LinkedHashMap<String, String>();
            row.put("name", service);
            row.put("url", made().url(service).toString());
            row.put("managementUrl", made().managementUrl(service).toString());
            services.add(row);
        }
        return services;
    }

    /** Lines for a person who wants to look around: addresses, and how to get a token for each role. */
    public List<String> hints() throws IOException {
        return made().hints();
    }

    /**
     * Looks whether all parts run.
     *
     * @throws IOException naming the one that does not
     */
    public void check() throws IOException {
        if (closed.get()) {
            throw new IOException("the rehearsal was broken off");
        }
        for (var part : parts) {
            if (!part.isAlive()) {
                throw new IOException(part.name() + " ended unexpectedly, see " + part.log());
            }
        }
    }

    /** Ends every part, the services first. */
    public void end() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        var patience = options.training() ? TRAINING_PATIENCE : PATIENCE;
        var ending = new ArrayList<Thread>();
        for (var service : parts) {
            if (isService(service)) {
                ending.add(Thread.ofVirtual().start(() -> service.end(patience)));
            }
        }
        join(ending);
        forgetSubscriptions();
        ending.clear();
        for (var part : parts) {
            if (!isService(part) && !POSTGRESQL.equals(part.name())) {
                ending.add(Thread.ofVirtual().start(() -> part.end(patience)));
            }
        }
        join(ending);
        if (postgres != null) {
            leave(postgres::close);
        }
        leave(distance::close);
        leave(running::clear);
        if (disk != null) {
            leave(disk::release);
        }
        for (var part : stopped) { // the test bed outlives the rehearsal, and is left as it was found
            leave(() -> bed().start(nameInTheBed(part)));
        }
    }

    /** One step of the end; what goes wrong in it keeps no other from being done. */
    private static void leave(Leaving step) {
        try {
            step.run();
        } catch (IOException | Lacking e) {
            System.err.println("rehearse: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Leaving {
        void run() throws IOException, Lacking, InterruptedException;
    }

    @Override
    public void close() {
        end();
    }

    private static boolean isService(Part part) {
        return SERVICES.contains(part.name()) || GUEST.equals(part.name());
    }

    private void forgetSubscriptions() {
        if (outside == null || settings == null) {
            return;
        }
        try {
            new LakeAccess(outside).forgetSubscriptions();
        } catch (JMSException | IOException e) {
            System.err.println(
                    "rehearse: the broker keeps the subscription " + LakeAccess.CLIENT_ID + ": " + e.getMessage());
        }
    }

    /** What a service must know and no other process of this machine may see. */
    private Map<String, String> secrets(String service) throws IOException {
        var password = NOTIFICATION.equals(service) && outside != null ? new LakeAccess(outside).password() : null;
        return password == null ? Map.of() : Map.of("SPRING_ACTIVEMQ_PASSWORD", password);
    }

    private static String newTag() {
        return new SecureRandom()
                .ints(TAG_LENGTH, 0, TAG_LETTERS.length())
                .mapToObj(letter -> TAG_LETTERS.substring(letter, letter + 1))
                .collect(Collectors.joining());
    }

    private void startPostgres() throws IOException {
        var server = PostgresServer.start(layout.state().resolve("postgresql"));
        postgres = server;
        addPostgres();
        server.createDatabase("strainlake");
        for (var service : SERVICES) {
            server.createServiceRoles("strainlake", StageSettings.role(service));
        }
        made().writeServices(server.jdbcUrl("strainlake"));
        if (options.embargo()) {
            server.createDatabase("guest");
            server.createServiceRoles("guest", StageSettings.role(GUEST));
            made().writeGuest(server.jdbcUrl("guest"));
        }
    }

    private void addPostgres() throws IOException {
        long pid = Objects.requireNonNull(postgres).pid();
        running.add(pid, POSTGRESQL);
        parts.add(new Part(
                POSTGRESQL,
                ProcessHandle.of(pid).orElseThrow(() -> new IOException("postgresql ended as soon as it was started")),
                layout.logs()));
    }

    private void awaitReady(String service) throws IOException, InterruptedException {
        new Readiness(http, LONGEST_START).await(service, made().managementUrl(service), this::check);
    }

    private StageSettings made() {
        if (settings == null) {
            throw new IllegalStateException("the stage is not started");
        }
        return settings;
    }

    private static void join(List<Thread> threads) {
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
