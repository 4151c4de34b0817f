package org.strainlake.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPartsIT {
    @TempDir
    Path directory;

    @Test
    void kafkaKeepsItsTopicsOverARestart() throws Exception {
        var data = directory.resolve("kafka");
        try (var node = KafkaNode.start(data);
                var admin = Admin.create(Map.of("bootstrap.servers", node.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("strain", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }

        try (var node = KafkaNode.start(data);
                var admin = Admin.create(Map.of("bootstrap.servers", node.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("strain");
        }
    }

    @Test
    void postgresCommitsDurably() throws Exception {
        try (var server = PostgresServer.start(directory.resolve("postgres"))) {
            server.createDatabase("strainlake");
            var login = new Properties();
            login.setProperty("user", server.user());

            try (var connection = DriverManager.getConnection(server.jdbcUrl("strainlake"), login);
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')")) {
                while (rows.next()) {
                    assertThat(rows.getString("setting"))
                            .as(rows.getString("name"))
                            .isEqualTo("on");
                }
            }
            assertThat(ProcessHandle.of(server.pid())).isPresent();
        }
    }
}
