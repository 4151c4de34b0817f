package org.strainlake.testbed.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.local.KafkaNode;
import org.strainlake.local.PostgresServer;
import org.strainlake.notification.NotificationApplication;
import org.strainlake.testbed.RealLake;

/**
 * notification-service beside a real lake: it can be ended and started again, and what it wrote be read. Other
 * services can be started on the same Kafka and PostgreSQL.
 */
final class Feed implements AutoCloseable {
    /** Audience of tokens for each service that is started here. */
    static final String AUDIENCE = "https://services.strainlake";

    private final RealLake lake;
    private final RealLake.Events events;
    private final String clientId;
    private final String reconciled;
    private final Path directory;
    private final KafkaNode kafka;
    private final PostgresServer postgres;

    /** Around a service that does not run yet, and compares the datasets of a pattern with the catalogue. */
    Feed(RealLake lake, String clientId, String reconciled) throws IOException {
        this.lake = lake;
        this.events = Objects.requireNonNull(lake.events(), "the lake file has no events: where Rucio's broker is");
        this.clientId = clientId;
        this.reconciled = reconciled;
        directory = Files.createTempDirectory(Path.of("target"), "parts").toAbsolutePath();
        kafka = KafkaNode.start(directory.resolve("kafka"));
        postgres = PostgresServer.start(directory.resolve("postgres"));
        postgres.createDatabase("strainlake");
    }

    /** notification-service, in this process; returns once it is subscribed. */
    ConfigurableApplicationContext start() throws IOException {
        var settings = settings("notification");
        settings.put("server.port", 0);
        settings.put("management.server.port", 0);
        settings.put("spring.activemq.broker-url", "failover:(" + events.brokerUrl() + ")");
        settings.put("spring.activemq.user", events.user());
        settings.put("spring.activemq.password", password());
        settings.put("strainlake.inbound.client-id", clientId);
        settings.put("strainlake.inbound.events", events.topic());
        settings.put("strainlake.inbound.traces", events.traces());
        settings.put("strainlake.reconcile.interval", "1s");
        settings.put("strainlake.reconcile.grace", "1s");
        settings.put("strainlake.reconcile.datasets", reconciled);
        settings.put("strainlake.reconcile.rses", lake.rse());
        var service = new SpringApplicationBuilder(NotificationApplication.class)
                .properties(settings)
                .run();
        var listeners =
                service.getBeansOfType(DefaultMessageListenerContainer.class).values();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> listeners.stream().allMatch(DefaultMessageListenerContainer::isRegisteredWithDestination));
        return service;
    }

    /** Another service on the same parts, with further settings, as a process; returns once it is ready. */
    Service start(String role, Map<String, Object> more) throws IOException {
        var settings = settings(role);
        settings.putAll(more);
        return Service.start(role + "-service", directory, settings);
    }

    private Map<String, Object> settings(String role) {
        var experiment = "strainlake.experiments." + lake.experiment();
        var client = lake.client(role);
        var settings = new HashMap<String, Object>();
        settings.put("spring.datasource.url", postgres.jdbcUrl("strainlake") + "?currentSchema=" + role);
        settings.put("spring.datasource.username", postgres.user());
        settings.put("spring.cloud.stream.kafka.binder.brokers", kafka.bootstrapServers());
        settings.put("strainlake.journey.clock", "test");
        settings.put(experiment + ".scopes", lake.scope());
        settings.put(experiment + ".readers", "/" + lake.experiment());
        settings.put(
                experiment + ".data-managers",
                "client:" + lake.client("data-manager").id());
        settings.put("strainlake.token.resource.audiences", AUDIENCE);
        settings.put(
                "strainlake.token.resource.issuers[0].issuer", lake.issuer().name());
        settings.put(
                "strainlake.token.resource.issuers[0].jwks-uri", lake.issuer().jwksUri());
        settings.put("strainlake.token.client.token-endpoint", lake.issuer().tokenEndpoint());
        settings.put("strainlake.token.client.client-id", client.id());
        settings.put("strainlake.token.client.client-secret-file", client.secretFile());
        settings.put("strainlake.lake.rucio.url", lake.rucio().url());
        settings.put("strainlake.lake.rucio.audience", lake.rucio().audience());
        settings.put("strainlake.lake.rucio.token-scope", lake.rucio().tokenScope());
        if (lake.caFile() != null) {
            settings.put("strainlake.http.ca-file", lake.caFile());
        }
        return settings;
    }

    /** Does something, and returns once Rucio has sent an event that has this in its body. */
    void untilRucioSent(String part, Runnable action) throws JMSException, IOException {
        try (var connection = connect();
                var session = connection.createSession();
                var consumer = session.createConsumer(session.createTopic(events.topic()))) {
            connection.start();
            action.run();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < end) {
                if (consumer.receive(1000) instanceof BytesMessage message
                        && new String(message.getBody(byte[].class), UTF_8).contains(part)) {
                    return;
                }
            }
            throw new AssertionError("Rucio sent no event with " + part);
        }
    }

    /** The events in the log of which the subject or the dataset has this name. */
    List<FeedEvent> events(String name) {
        return all("strainlake.events." + lake.experiment() + ".proprietary").stream()
                .map(each -> FeedCodec.read(
                        header -> {
                            var found = each.headers().lastHeader(header);
                            return found == null ? null : found.value();
                        },
                        each.value()))
                .filter(event ->
                        event.subject() != null && event.subject().name().equals(name))
                .toList();
    }

    /** What was told to the book. */
    List<JourneyRecord> journeys() {
        return all("strainlake.journey").stream()
                .map(each -> JourneyCodec.read(each.value()))
                .toList();
    }

    /** Where clients said that they uploaded this file to, a storage element for each time. */
    List<String> uploadHints(DataIdentifier file) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl("strainlake"), postgres.user(), "");
                var query = connection.prepareStatement(
                        "select rse from notification.upload_hint where scope = ? and name = ?")) {
            query.setString(1, file.scope());
            query.setString(2, file.name());
            var rows = query.executeQuery();
            var storages = new ArrayList<String>();
            while (rows.next()) {
                storages.add(rows.getString(1));
            }
            return storages;
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        return kafka.everythingIn(topic);
    }

    private Connection connect() throws JMSException, IOException {
        return new ActiveMQConnectionFactory(events.brokerUrl()).createConnection(events.user(), password());
    }

    private String password() throws IOException {
        return Files.readString(events.passwordFile()).strip();
    }

    /** Ends the parts, and the subscriptions too: a broker must keep nothing for nobody. */
    @Override
    public void close() throws IOException {
        for (var purpose : List.of("events", "traces")) {
            try (var connection = connect()) {
                connection.setClientID(clientId + "-" + purpose);
                connection.start();
                try (Session session = connection.createSession()) {
                    session.unsubscribe(purpose);
                }
            } catch (JMSException e) {
                throw new IOException(e);
            }
        }
        kafka.close();
        postgres.close();
    }
}
