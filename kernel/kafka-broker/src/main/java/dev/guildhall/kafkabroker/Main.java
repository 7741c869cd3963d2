package dev.guildhall.kafkabroker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka of one node, on a folder and two ports: of its clients, and of its own. It says {@code ready} when it is, and ends
 * with its standard input, so that it does not outlive a test that is killed.
 */
public final class Main {

    /** The same at each start, for what is there already is not formatted again. */
    private static final String CLUSTER = new Uuid(7, 7).toString();

    private Main() {}

    /** @param args the folder, the port of the clients and the controller's */
    public static void main(String[] args) throws IOException {
        var folder = Path.of(args[0]);
        var properties = properties(folder, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        format(folder, properties);
        var server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Nothing is said to it.
        }
        server.shutdown();
        System.exit(0);
    }

    private static void format(Path folder, Properties properties) throws IOException {
        var file = folder.resolve("server.properties");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        String[] format = {"format", "--cluster-id", CLUSTER, "--config", file.toString(), "--ignore-formatted"};
        if (StorageTool.execute(format, new PrintStream(System.err, true)) != 0) {
            throw new IOException("Cannot format " + folder);
        }
    }

    private static Properties properties(Path folder, int port, int controllerPort) {
        var clients = "PLAINTEXT://127.0.0.1:" + port;
        var properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", clients);
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("log.dirs", folder.resolve("logs").toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("log.cleaner.dedupe.buffer.size", "2097152");
        for (var topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.put(topic + ".replication.factor", "1");
            properties.put(topic + ".num.partitions", "1");
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        return properties;
    }
}
