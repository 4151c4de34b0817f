package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.region.DurableTopicSubscription;
import org.jspecify.annotations.Nullable;

/** A real ActiveMQ that can be stopped and started again at the same address. */
final class Broker {
    private final Path directory;
    private final int port;
    private @Nullable BrokerService service;

    Broker() throws IOException {
        directory = Files.createTempDirectory(Path.of("target"), "activemq").toAbsolutePath();
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            port = socket.getLocalPort();
        }
    }

    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    void start() throws Exception {
        var starting = new BrokerService();
        starting.setBrokerName("test");
        starting.setUseJmx(false);
        starting.setUseShutdownHook(false);
        starting.setSchedulerSupport(false);
        starting.setDataDirectoryFile(directory.toFile());
        starting.addConnector(url());
        starting.start();
        starting.waitUntilStarted();
        service = starting;
    }

    void stop() throws Exception {
        var stopping = Objects.requireNonNull(service);
        stopping.stop();
        stopping.waitUntilStopped();
    }

    /** How many listen durably at present. */
    int subscriptions() throws Exception {
        return (int) Objects.requireNonNull(service).getRegionBroker().getDestinationMap().values().stream()
                .flatMap(each -> each.getConsumers().stream())
                .filter(each -> each instanceof DurableTopicSubscription durable && durable.isActive())
                .count();
    }

    /** As Rucio's relay does. */
    void sendBytes(String topic, byte[] body) throws JMSException {
        try (var connection = new ActiveMQConnectionFactory(url()).createConnection();
                var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                var producer = session.createProducer(session.createTopic(topic))) {
            var message = session.createBytesMessage();
            message.writeBytes(body);
            producer.send(message);
        }
    }

    /** As a client does that sends no length. */
    void sendText(String topic, byte[] body) throws JMSException {
        try (var connection = new ActiveMQConnectionFactory(url()).createConnection();
                var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                var producer = session.createProducer(session.createTopic(topic))) {
            producer.send(session.createTextMessage(new String(body, UTF_8)));
        }
    }
}
