package org.strainlake.emulator.broker;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.TransportConnector;
import org.apache.activemq.store.kahadb.KahaDBPersistenceAdapter;
import org.apache.activemq.store.kahadb.disk.journal.Journal.JournalDiskSyncStrategy;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * An ActiveMQ of our own, with OpenWire and STOMP. Its messages outlive the process, but not a power cut: it syncs once a
 * second. Thread-safe.
 */
@Component
public class MessageBroker implements DisposableBean {
    private static final long MEGABYTE = 1024L * 1024;

    private final BrokerService service = new BrokerService();
    private volatile TransportConnector openwire;
    private volatile TransportConnector stomp;
    private final Connection connection;
    private final Session session;
    private final MessageProducer producer;
    private final ReentrantLock sending = new ReentrantLock();

    MessageBroker(BrokerProperties properties) throws Exception {
        var name = "lake-emulator-" + UUID.randomUUID();
        service.setBrokerName(name);
        service.setUseJmx(false);
        service.setUseShutdownHook(false);
        service.setSchedulerSupport(false);
        service.setPersistent(true);
        service.setDataDirectoryFile(properties.directory().toFile());
        service.setPersistenceAdapter(store(properties));
        var usage = service.getSystemUsage();
        usage.getMemoryUsage().setLimit(64 * MEGABYTE);
        usage.getStoreUsage().setLimit(1024 * MEGABYTE);
        usage.getTempUsage().setLimit(64 * MEGABYTE);
        usage.setSendFailIfNoSpace(true);
        openwire = service.addConnector("tcp://" + properties.host() + ":" + properties.openwirePort());
        stomp = service.addConnector("stomp://" + properties.host() + ":" + properties.stompPort());
        service.start();
        service.waitUntilStarted();
        connection = new ActiveMQConnectionFactory("vm://" + name + "?create=false").createConnection();
        connection.start();
        session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        producer = session.createProducer(null);
        producer.setDeliveryMode(DeliveryMode.PERSISTENT);
    }

    private static KahaDBPersistenceAdapter store(BrokerProperties properties) {
        var store = new KahaDBPersistenceAdapter();
        store.setDirectory(properties.directory().resolve("kahadb").toFile());
        store.setJournalMaxFileLength(Math.toIntExact(8 * MEGABYTE));
        store.setJournalDiskSyncStrategy(JournalDiskSyncStrategy.PERIODIC.name());
        return store;
    }

    /** Address for JMS clients, such as {@code tcp://127.0.0.1:61616}. */
    public URI openwireUrl() {
        return connectUri(openwire);
    }

    /** Address for STOMP clients, such as {@code stomp://127.0.0.1:61613}. */
    public URI stompUrl() {
        return connectUri(stomp);
    }

    /**
     * Publishes to a topic as Rucio does over STOMP: persistent bytes, one property, nothing else.
     *
     * @throws JMSException if the broker does not take it
     */
    public void publish(String topic, String property, String value, byte[] body) throws JMSException {
        sending.lock();
        try {
            BytesMessage message = session.createBytesMessage();
            message.setStringProperty(property, value);
            message.writeBytes(body);
            producer.send(session.createTopic(topic), message);
        } finally {
            sending.unlock();
        }
    }

    /** Ends every connection of clients and takes no more until it comes back; what is published meanwhile is kept. */
    public synchronized void leave() throws Exception {
        for (var connector : List.of(openwire, stomp)) {
            if (service.removeConnector(connector)) {
                connector.stop();
            }
        }
    }

    /** Listens again where it did before it left. */
    public synchronized void comeBack() throws Exception {
        openwire = again(openwire);
        stomp = again(stomp);
    }

    private TransportConnector again(TransportConnector gone) throws Exception {
        if (service.getTransportConnectors().contains(gone)) {
            return gone;
        }
        var uri = connectUri(gone);
        var connector = service.addConnector(uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort());
        return service.startTransportConnector(connector);
    }

    @Override
    public void destroy() throws Exception {
        connection.close();
        service.stop();
        service.waitUntilStopped();
    }

    private static URI connectUri(TransportConnector connector) {
        try {
            return connector.getConnectUri();
        } catch (java.io.IOException | java.net.URISyntaxException e) {
            throw new IllegalStateException("a connector without an address", e);
        }
    }
}
