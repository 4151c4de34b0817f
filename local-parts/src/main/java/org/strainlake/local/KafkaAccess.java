package org.strainlake.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who may do what on a Kafka cluster that Strainlake uses. Principals are the subjects ({@code sub}) of tokens;
 * what is not allowed here is refused.
 *
 * @param experiments whose topics there are
 * @param subjects the subject of each service: {@code uploader}, {@code notification}, {@code downloader},
 *     {@code latency}
 * @param readers subjects that may read an experiment's events that are not public
 * @param elsewhere subjects of further downloaders, at other sites
 */
public record KafkaAccess(
        Set<String> experiments,
        Map<String, String> subjects,
        Map<String, Set<String>> readers,
        Set<String> elsewhere) {
    private static final Set<String> SERVICES = Set.of("uploader", "notification", "downloader", "latency");
    private static final String OURS = "strainlake.";
    private static final String JOURNEY = "strainlake.journey";
    private static final String EMBARGOES = "strainlake.embargoes";
    private static final String CLOCK = "strainlake.clock";
    private static final Pattern EXPERIMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    /** No dot, so that no subject's groups begin as another's do; no asterisk, which is everybody. */
    private static final Pattern SUBJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");

    public KafkaAccess {
        experiments = Set.copyOf(experiments);
        subjects = Map.copyOf(subjects);
        elsewhere = Set.copyOf(elsewhere);
        readers = readers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> Set.copyOf(each.getValue())));
        if (experiments.isEmpty()) {
            throw new IllegalArgumentException("no experiment");
        }
        if (!subjects.keySet().equals(SERVICES)) {
            throw new IllegalArgumentException("subjects are needed of " + new TreeSet<>(SERVICES));
        }
        if (new HashSet<>(subjects.values()).size() != subjects.size()
                || elsewhere.stream().anyMatch(subjects::containsValue)) {
            throw new IllegalArgumentException("each service needs a subject of its own");
        }
        if (!experiments.containsAll(readers.keySet())) {
            throw new IllegalArgumentException("readers of an experiment that is not listed");
        }
        experiments.forEach(each -> require(EXPERIMENT, each, "an experiment"));
        subjects.values().forEach(each -> require(SUBJECT, each, "a subject"));
        elsewhere.forEach(each -> require(SUBJECT, each, "a subject"));
        readers.values().forEach(all -> all.forEach(each -> require(SUBJECT, each, "a subject")));
    }

    /**
     * Reads a properties file: {@code experiments}, {@code subject.SERVICE} for each service,
     * {@code readers.EXPERIMENT} and {@code downloaders}, lists separated by commas.
     *
     * @throws IllegalArgumentException if a key is unknown or a value is not allowed
     */
    public static KafkaAccess read(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        var subjects = new TreeMap<String, String>();
        var readers = new TreeMap<String, Set<String>>();
        for (var key : properties.stringPropertyNames()) {
            var value = properties.getProperty(key).strip();
            if (key.startsWith("subject.")) {
                subjects.put(key.substring("subject.".length()), value);
            } else if (key.startsWith("readers.")) {
                readers.put(key.substring("readers.".length()), list(value));
            } else if (!key.equals("experiments") && !key.equals("downloaders")) {
                throw new IllegalArgumentException("unknown key " + key);
            }
        }
        return new KafkaAccess(
                list(properties.getProperty("experiments", "")),
                subjects,
                readers,
                list(properties.getProperty("downloaders", "")));
    }

    /** Everything that is allowed. */
    public Set<AclBinding> bindings() {
        var all = new HashSet<AclBinding>();
        for (var experiment : experiments) {
            var announcements = "strainlake.announcements." + experiment;
            topic(all, announcements, "uploader", AclOperation.WRITE, AclOperation.CREATE);
            topic(all, announcements, "notification", AclOperation.READ, AclOperation.CREATE);
            for (var visibility : Set.of("public", "proprietary")) {
                var events = "strainlake.events." + experiment + "." + visibility;
                topic(all, events, "notification", AclOperation.READ, AclOperation.WRITE, AclOperation.CREATE);
                topic(all, events, "downloader", AclOperation.READ);
                for (var downloader : elsewhere) {
                    all.add(allowed(ResourceType.TOPIC, events, PatternType.LITERAL, downloader, AclOperation.READ));
                }
            }
            all.add(allowed(
                    ResourceType.TOPIC,
                    "strainlake.events." + experiment + ".public",
                    PatternType.LITERAL,
                    "*",
                    AclOperation.READ));
            for (var reader : readers.getOrDefault(experiment, Set.of())) {
                all.add(allowed(
                        ResourceType.TOPIC,
                        "strainlake.events." + experiment + ".proprietary",
                        PatternType.LITERAL,
                        reader,
                        AclOperation.READ));
                all.add(allowed(ResourceType.GROUP, groups(reader), PatternType.PREFIXED, reader, AclOperation.READ));
            }
        }
        for (var writer : Set.of("uploader", "notification", "downloader")) {
            topic(all, JOURNEY, writer, AclOperation.WRITE, AclOperation.CREATE);
        }
        topic(all, JOURNEY, "latency", AclOperation.READ, AclOperation.CREATE);
        topic(all, EMBARGOES, "uploader", AclOperation.WRITE, AclOperation.CREATE);
        topic(all, CLOCK, "uploader", AclOperation.WRITE, AclOperation.CREATE);
        for (var reader : SERVICES) {
            topic(all, EMBARGOES, reader, AclOperation.READ);
        }
        for (var downloader : elsewhere) {
            for (var operation : List.of(AclOperation.WRITE, AclOperation.CREATE)) {
                all.add(allowed(ResourceType.TOPIC, JOURNEY, PatternType.LITERAL, downloader, operation));
            }
            all.add(allowed(ResourceType.TOPIC, EMBARGOES, PatternType.LITERAL, downloader, AclOperation.READ));
            all.add(allowed(
                    ResourceType.GROUP,
                    downloaderGroups(downloader),
                    PatternType.PREFIXED,
                    downloader,
                    AclOperation.READ));
        }
        for (var service : Set.of("notification", "downloader", "latency")) {
            all.add(allowed(
                    ResourceType.GROUP,
                    service + "-service",
                    PatternType.LITERAL,
                    subject(service),
                    AclOperation.READ));
        }
        return all;
    }

    /** What the names of a reader's consumer groups begin with. */
    public static String groups(String reader) {
        return OURS + "reader." + reader + ".";
    }

    /** What the names of a further downloader's consumer groups begin with. */
    public static String downloaderGroups(String subject) {
        return OURS + "downloader." + subject + ".";
    }

    /**
     * Makes a cluster allow exactly this on Strainlake's topics and its readers' groups: what was allowed there before
     * and is not now is taken back. Other topics and groups are left alone.
     *
     * @throws IOException if the cluster does not answer or refuses
     */
    public void apply(Admin admin) throws IOException, InterruptedException {
        try {
            var wanted = bindings();
            admin.createAcls(wanted).all().get(1, TimeUnit.MINUTES);
            var surplus = admin.describeAcls(AclBindingFilter.ANY).values().get(1, TimeUnit.MINUTES).stream()
                    .filter(each -> isOurs(each.pattern()) && !wanted.contains(each))
                    .map(AclBinding::toFilter)
                    .toList();
            admin.deleteAcls(surplus).all().get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the cluster did not take who may do what", e);
        }
    }

    /**
     * Makes a cluster allow what a file says.
     *
     * @param arguments that file; a properties file with the administrator's settings for Kafka clients
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException(
                    "two files are needed: who may do what, and the administrator's settings");
        }
        var access = read(Path.of(arguments[0]));
        var settings = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(arguments[1]), StandardCharsets.UTF_8)) {
            settings.load(reader);
        }
        try (var admin = Admin.create(settings)) {
            access.apply(admin);
        }
    }

    private void topic(Set<AclBinding> all, String topic, String service, AclOperation... operations) {
        for (var operation : operations) {
            all.add(allowed(ResourceType.TOPIC, topic, PatternType.LITERAL, subject(service), operation));
        }
    }

    private String subject(String service) {
        var subject = subjects.get(service);
        if (subject == null) {
            throw new IllegalArgumentException("no service " + service);
        }
        return subject;
    }

    private static AclBinding allowed(
            ResourceType type, String name, PatternType pattern, String subject, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + subject, "*", operation, AclPermissionType.ALLOW));
    }

    private static boolean isOurs(ResourcePattern pattern) {
        return switch (pattern.resourceType()) {
            case TOPIC -> pattern.name().startsWith(OURS);
            case GROUP ->
                pattern.name().startsWith(OURS)
                        || SERVICES.stream().anyMatch(each -> pattern.name().equals(each + "-service"));
            default -> false;
        };
    }

    private static Set<String> list(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static void require(Pattern form, String value, String what) {
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException("not the name of " + what + ": " + value);
        }
    }
}
