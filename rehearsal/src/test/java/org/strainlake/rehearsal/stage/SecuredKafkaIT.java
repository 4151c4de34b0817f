package org.strainlake.rehearsal.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.kafka.login.KafkaLogins;
import org.strainlake.local.KafkaAccess;
import org.strainlake.local.KafkaNode;
import org.strainlake.local.KafkaTrust;
import org.strainlake.local.Ports;
import org.strainlake.token.TestIssuer;
import org.strainlake.token.TokenSource;

/** A real broker that checks the tokens of a real key pair: who gets in, and to what. */
class SecuredKafkaIT {
    private static final String KAFKA = "https://kafka.strainlake";
    private static final String ANNOUNCEMENTS = "strainlake.announcements.virgo";
    private static final String PUBLIC = "strainlake.events.virgo.public";
    private static final String PROPRIETARY = "strainlake.events.virgo.proprietary";
    private static final String JOURNEY = "strainlake.journey";
    private static final List<String> TOPICS = List.of(ANNOUNCEMENTS, PUBLIC, PROPRIETARY, JOURNEY);
    private static final Map<String, String> SUBJECTS =
            Map.of("uploader", "up", "notification", "note", "downloader", "down", "latency", "late");

    @TempDir
    static Path directory;

    private static TestIssuer issuer;
    private static KafkaNode node;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TestIssuer();
        node = KafkaNode.startSecured(
                directory.resolve("kafka"),
                Ports.free(1).getFirst(),
                "127.0.0.1",
                new KafkaTrust(TestIssuer.ISSUER, issuer.jwksUri(), KAFKA, Duration.ofHours(1)),
                access(Set.of("member")));
        try (var admin = Admin.create(node.administrator())) {
            admin.createTopics(TOPICS.stream()
                            .map(each -> new NewTopic(each, 1, (short) 1))
                            .toList())
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @AfterAll
    static void stop() {
        node.close();
        issuer.close();
    }

    @Test
    void eachServiceSeesItsOwnTopicsAndNoOthers() throws Exception {
        assertThat(topicsSeenBy("up")).containsExactlyInAnyOrder(ANNOUNCEMENTS, JOURNEY, PUBLIC);
        assertThat(topicsSeenBy("note")).containsExactlyInAnyOrder(ANNOUNCEMENTS, JOURNEY, PUBLIC, PROPRIETARY);
        assertThat(topicsSeenBy("down")).containsExactlyInAnyOrder(JOURNEY, PUBLIC, PROPRIETARY);
        assertThat(topicsSeenBy("late")).containsExactlyInAnyOrder(JOURNEY, PUBLIC);
    }

    @Test
    void servicesWriteAndReadWhatTheyHaveToAndNothingElse() throws Exception {
        write("up", ANNOUNCEMENTS);
        write("note", PROPRIETARY);
        write("note", PUBLIC);
        for (var writer : List.of("up", "note", "down")) {
            write(writer, JOURNEY);
        }
        assertThat(readInGroup("note", ANNOUNCEMENTS, "notification-service")).isPositive();
        assertThat(readInGroup("down", PROPRIETARY, "downloader-service")).isPositive();
        assertThat(readInGroup("late", JOURNEY, "latency-service")).isPositive();
        write("away", JOURNEY);
        assertThat(readInGroup("away", PROPRIETARY, KafkaAccess.downloaderGroups("away") + "service"))
                .isPositive();

        assertRefused("up", PROPRIETARY);
        assertRefused("down", PROPRIETARY);
        assertRefused("down", PUBLIC);
        assertRefused("away", PROPRIETARY);
        assertThatThrownBy(() -> readInGroup("away", PROPRIETARY, "downloader-service"))
                .isInstanceOf(GroupAuthorizationException.class);
        assertRefused("note", ANNOUNCEMENTS);
        assertRefused("late", JOURNEY);
        assertThatThrownBy(() -> readInGroup("down", PROPRIETARY, "notification-service"))
                .isInstanceOf(GroupAuthorizationException.class);
        assertThatThrownBy(() -> readInGroup("down", ANNOUNCEMENTS, "downloader-service"))
                .isInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void anOutsiderWithAGoodTokenLearnsOfNothingThatIsNotPublic() throws Exception {
        write("note", PUBLIC);
        try (var outsider = Admin.create(client("outsider"))) {
            assertThat(outsider.listTopics().names().get(30, TimeUnit.SECONDS)).containsExactly(PUBLIC);
            assertThat(outsider.listGroups().all().get(30, TimeUnit.SECONDS)).isEmpty();
            for (var hidden : List.of(ANNOUNCEMENTS, PROPRIETARY, JOURNEY)) {
                assertForbidden(() ->
                        outsider.describeTopics(List.of(hidden)).allTopicNames().get(30, TimeUnit.SECONDS));
                assertForbidden(() -> outsider.listOffsets(Map.of(new TopicPartition(hidden, 0), OffsetSpec.latest()))
                        .all()
                        .get(30, TimeUnit.SECONDS));
                assertRefused("outsider", hidden);
            }
            // whether a topic exists is told no more than what is in it
            assertForbidden(() -> outsider.describeTopics(List.of("strainlake.events.ligo.proprietary"))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS));
            assertForbidden(() -> outsider.createTopics(List.of(new NewTopic("strainlake.mine", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS));
            assertForbidden(
                    () -> outsider.describeAcls(AclBindingFilter.ANY).values().get(30, TimeUnit.SECONDS));
        }
        assertThat(readWithoutGroup("outsider", PUBLIC)).isPositive();
        assertRefused("outsider", PUBLIC);
    }

    @Test
    void aListedReaderReadsWhatIsNotPublicUntilItIsTakenOffTheList() throws Exception {
        write("note", PROPRIETARY);

        assertThat(readInGroup("member", PROPRIETARY, KafkaAccess.groups("member") + "search"))
                .isPositive();
        assertRefused("member", PROPRIETARY);

        try (var admin = Admin.create(node.administrator())) {
            access(Set.of()).apply(admin);
            try {
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(topicsSeenBy("member")).containsExactly(PUBLIC));
            } finally {
                access(Set.of("member")).apply(admin);
            }
        }
    }

    @Test
    void nobodyConnectsWithoutATokenOrWithABadOne() {
        var plain = Map.<String, Object>of(
                "bootstrap.servers",
                node.bootstrapServers(),
                "default.api.timeout.ms",
                4000,
                "request.timeout.ms",
                2000);
        assertThatThrownBy(() -> topics(plain)).isInstanceOf(Exception.class);

        assertNotLetIn(token("up", KAFKA, Instant.now().minusSeconds(1)));
        assertNotLetIn(token("up", "https://other.example", Instant.now().plusSeconds(600)));
        assertNotLetIn(issuer.token(
                Instant.now(), claims -> claims.subject("up").audience(KAFKA).issuer("https://foreign.example/")));
        assertNotLetIn(TestIssuer.signed(
                TestIssuer.newKey("rsa1"),
                null,
                TestIssuer.claims(Instant.now()).subject("up").audience(KAFKA).build()));
        assertNotLetIn(issuer.signedWithThePublicKey(
                TestIssuer.claims(Instant.now()).subject("up").audience(KAFKA).build()));
        assertNotLetIn(TestIssuer.unsigned(
                TestIssuer.claims(Instant.now()).subject("up").audience(KAFKA).build()));
    }

    @Test
    void theAdministratorsWayInTakesNoTokenAndNoGuess() {
        var inside = node.administrator().get("bootstrap.servers");
        var withToken = new HashMap<>(client("up"));
        withToken.put("bootstrap.servers", inside);
        assertThatThrownBy(() -> topics(withToken)).hasRootCauseInstanceOf(Exception.class);

        var guess = new HashMap<>(node.administrator());
        guess.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"administrator\""
                        + " password=\"administrator\";");
        assertThatThrownBy(() -> topics(guess)).hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void aConnectionOutlivesItsTokenByANewOne() throws Exception {
        var asked = new AtomicInteger();
        var source = new TokenSource() {
            private String held = "";
            private Instant end = Instant.EPOCH;

            @Override
            public synchronized String token(String audience, String scope) {
                if (!Instant.now().isBefore(end.minusMillis(500))) {
                    end = Instant.now().plusSeconds(4);
                    held = SecuredKafkaIT.token("up", audience, end);
                    asked.incrementAndGet();
                }
                return held;
            }

            @Override
            public synchronized void invalidate(String audience, String scope, String refused) {
                end = refused.equals(held) ? Instant.EPOCH : end;
            }
        };
        var failures = ConcurrentHashMap.<String>newKeySet();

        try (var producer = producer(client(source))) {
            var end = Instant.now().plusSeconds(13);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        try {
                            producer.send(new ProducerRecord<>(JOURNEY, "later".getBytes(UTF_8)))
                                    .get(10, TimeUnit.SECONDS);
                        } catch (ExecutionException e) {
                            failures.add(String.valueOf(e.getCause()));
                        }
                        return Instant.now().isAfter(end);
                    });
            var reauthentications = producer.metrics().entrySet().stream()
                    .filter(each -> each.getKey().name().equals("successful-reauthentication-total"))
                    .mapToDouble(each -> (Double) each.getValue().metricValue())
                    .sum();

            assertThat(failures).isEmpty();
            assertThat(asked.get()).isGreaterThan(2);
            assertThat(reauthentications).isPositive();
        }
    }

    private static KafkaAccess access(Set<String> readers) {
        return new KafkaAccess(Set.of("virgo"), SUBJECTS, Map.of("virgo", readers), Set.of("away"));
    }

    private static String token(String subject, String audience, Instant end) {
        return issuer.token(
                Instant.now(),
                claims -> claims.subject(subject).audience(audience).expirationTime(Date.from(end)));
    }

    private static Map<String, Object> client(String subject) {
        return client(always(token(subject, KAFKA, Instant.now().plusSeconds(600))));
    }

    private static Map<String, Object> client(TokenSource source) {
        var settings = new HashMap<String, Object>(KafkaLogins.with(source, KAFKA, "openid"));
        settings.put("bootstrap.servers", node.bootstrapServers());
        settings.put("security.protocol", "SASL_PLAINTEXT");
        return settings;
    }

    private static TokenSource always(String token) {
        return new TokenSource() {
            @Override
            public String token(String audience, String scope) {
                return token;
            }

            @Override
            public void invalidate(String audience, String scope, String refused) {
                // there is no other
            }
        };
    }

    private static Set<String> topics(Map<String, Object> settings) throws Exception {
        try (var admin = Admin.create(settings)) {
            return admin.listTopics().names().get(90, TimeUnit.SECONDS); // longer than one request and another try
        }
    }

    private static Set<String> topicsSeenBy(String subject) throws Exception {
        return topics(client(subject));
    }

    private static void write(String subject, String topic) throws Exception {
        try (var producer = producer(client(subject))) {
            producer.send(new ProducerRecord<>(topic, "value".getBytes(UTF_8))).get(30, TimeUnit.SECONDS);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static int readInGroup(String subject, String topic, String group) {
        var settings = client(subject);
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            return firstRecords(consumer);
        }
    }

    private static int readWithoutGroup(String subject, String topic) {
        try (var consumer =
                new KafkaConsumer<>(client(subject), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = List.of(new TopicPartition(topic, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return firstRecords(consumer);
        }
    }

    private static int firstRecords(KafkaConsumer<byte[], byte[]> consumer) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        int count = 0;
        while (count == 0 && System.nanoTime() < end) {
            count = consumer.poll(Duration.ofMillis(200)).count();
        }
        return count;
    }

    private static void assertRefused(String subject, String topic) {
        assertForbidden(() -> write(subject, topic));
    }

    private static void assertNotLetIn(String token) {
        assertThatThrownBy(() -> topics(client(always(token))))
                .satisfiesAnyOf(
                        e -> assertThat(e).hasCauseInstanceOf(SaslAuthenticationException.class),
                        e -> assertThat(e)
                                .isInstanceOf(KafkaException.class)); // the client itself sees that it has expired
    }

    private static void assertForbidden(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).hasCauseInstanceOf(AuthorizationException.class);
    }
}
