package dev.guildhall.launcher;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is logged, to standard output; a file that {@code -Dlogback.configurationFile} names takes its place. Logback
 * finds this by the service loader: its XML would cost every start half a second.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {

    private static final String OUTPUT = "OUTPUT";
    private static final String ACCESS = "dev.guildhall.access";
    private static final int ACCESS_QUEUE = 8192;

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        var console = console(logs);
        var root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level("GUILDHALL_LOG_LEVEL"));
        root.addAppender(console);

        var access = logs.getLogger(ACCESS);
        access.setLevel(level("GUILDHALL_ACCESS_LOG_LEVEL"));
        access.setAdditive(false);
        access.addAppender(ownThread(logs, console));

        logs.getLogger("org.flywaydb").setLevel(Level.WARN);
        logs.getLogger("io.netty").setLevel(Level.WARN);
        logs.getLogger("org.pf4j").setLevel(Level.WARN);
        // Each client tells all its settings when it is made.
        logs.getLogger("org.apache.kafka").setLevel(Level.WARN);
        logs.getLogger("com.hazelcast").setLevel(Level.WARN);
        // They warn that it could be faster, and of a part of it that nothing here uses.
        logs.getLogger("com.hazelcast.instance.impl.HazelcastInstanceFactory").setLevel(Level.ERROR);
        logs.getLogger("com.hazelcast.cp").setLevel(Level.ERROR);
        // It warns of gauges that Vert.x registers once per pool, which is as it should be.
        logs.getLogger("io.micrometer").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Writes in this format from now on, unless a file of the operator's says how. */
    static void write(LogFormat format) {
        var logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        if (logs.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(OUTPUT)
                instanceof OutputStreamAppender<ILoggingEvent> output) {
            output.setEncoder(format.encoder(logs));
        }
    }

    /** Writes into this file from now on, after what is in it, unless a file of the operator's says where. */
    static void writeTo(Path file) {
        var logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        var root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
        if (root.getAppender(OUTPUT) instanceof ConsoleAppender<ILoggingEvent> console) {
            var output = file(logs, file);
            root.addAppender(output);
            root.detachAppender(console);
            var access = logs.getLogger(ACCESS);
            access.detachAndStopAllAppenders();
            access.addAppender(ownThread(logs, output));
        }
    }

    private static Level level(String variable) {
        return Level.toLevel(System.getenv(variable), Level.INFO);
    }

    private static Appender<ILoggingEvent> console(LoggerContext logs) {
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(logs);
        console.setName(OUTPUT);
        console.setEncoder(LogFormat.TEXT.encoder(logs));
        console.start();
        return console;
    }

    private static Appender<ILoggingEvent> file(LoggerContext logs, Path path) {
        var file = new FileAppender<ILoggingEvent>();
        file.setContext(logs);
        file.setName(OUTPUT);
        file.setFile(path.toString());
        file.setEncoder(LogFormat.TEXT.encoder(logs));
        file.start();
        return file;
    }

    /** Requests are logged by a thread of their own; under more load than it can write, lines are left out. */
    private static Appender<ILoggingEvent> ownThread(LoggerContext logs, Appender<ILoggingEvent> target) {
        var queue = new AsyncAppender();
        queue.setContext(logs);
        queue.setName("ACCESS");
        queue.setQueueSize(ACCESS_QUEUE);
        queue.setDiscardingThreshold(0);
        queue.setNeverBlock(true);
        queue.addAppender(target);
        queue.start();
        return queue;
    }
}
