package org.strainlake.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * One PostgreSQL server on loopback, as durable as a real one: the library that brings it turns
 * {@code fsync} and {@code synchronous_commit} off, here both are on. Data survives in its directory.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final String USER = "postgres";
    private static final String NAME = "[a-z][a-z0-9_]*";

    private final EmbeddedPostgres server;
    private final Path dataDirectory;

    private PostgresServer(EmbeddedPostgres server, Path dataDirectory) {
        this.server = server;
        this.dataDirectory = dataDirectory;
    }

    /**
     * Starts a server on a free port.
     *
     * @param dataDirectory where it keeps its data; made when missing
     * @throws IOException if it does not start
     */
    public static PostgresServer start(Path dataDirectory) throws IOException {
        return start(dataDirectory, 0);
    }

    /**
     * Starts a server that was stopped, with its data and at its port.
     *
     * @throws IOException if it does not start
     */
    public PostgresServer restart() throws IOException {
        return start(dataDirectory, server.getPort());
    }

    private static PostgresServer start(Path dataDirectory, int port) throws IOException {
        Files.createDirectories(dataDirectory.getParent());
        var server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(dataDirectory)
                .setCleanDataDirectory(false)
                .setPGStartupWait(LONGEST_START)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("max_connections", "60")
                .setServerConfig("shared_buffers", "64MB")
                .setServerConfig("max_wal_size", "1GB")
                .start();
        return new PostgresServer(server, dataDirectory);
    }

    /** The JDBC address of a database. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    /** The user that owns everything; loopback needs no password. */
    public String user() {
        return USER;
    }

    /**
     * Makes an empty database.
     *
     * @param name letters, digits and underscores
     * @throws IOException if the server refuses, or the name has another form
     */
    public void createDatabase(String name) throws IOException {
        if (!name.matches(NAME)) {
            throw new IOException("not a database name: " + name);
        }
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IOException("cannot create database " + name, e);
        }
    }

    /**
     * Makes the two roles of a service: {@code NAME_owner}, which may make schemas in the database, and {@code NAME}, which
     * may only connect. Loopback needs no password.
     *
     * @param name letters, digits and underscores
     * @throws IOException if the server refuses, or a name has another form
     */
    public void createServiceRoles(String database, String name) throws IOException {
        if (!database.matches(NAME) || !name.matches(NAME)) {
            throw new IOException("not the names of a database and a role: " + database + ", " + name);
        }
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + name + "_owner LOGIN");
            statement.execute("CREATE ROLE " + name + " LOGIN");
            statement.execute("GRANT CREATE ON DATABASE " + database + " TO " + name + "_owner");
        } catch (SQLException e) {
            throw new IOException("cannot make the roles of " + name, e);
        }
    }

    /**
     * The process id of the server.
     *
     * @throws IOException if it runs no longer
     */
    public long pid() throws IOException {
        List<String> lines = Files.readAllLines(dataDirectory.resolve("postmaster.pid"));
        return Long.parseLong(lines.getFirst().strip());
    }

    /** Stops the server and waits until it is gone. */
    @Override
    public void close() throws IOException {
        server.close();
    }
}
