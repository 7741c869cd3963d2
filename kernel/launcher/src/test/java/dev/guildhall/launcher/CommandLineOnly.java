package dev.guildhall.launcher;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.Writer;
import java.util.Map;

/** The command line with nothing behind it: what is well-formed ends with 0. */
final class CommandLineOnly {

    private CommandLineOnly() {}

    static int run(Writer said, String... arguments) {
        return new Guildhall(
                        Map.of(),
                        configuration -> ExitCode.OK,
                        configuration -> ExitCode.OK,
                        (configuration, work) -> ExitCode.OK,
                        (configuration, workspace, extension) -> {},
                        new FakeArchives(),
                        new FakeOperator(),
                        new StringReader(""),
                        new PrintWriter(Writer.nullWriter()),
                        new PrintWriter(said))
                .run(arguments);
    }
}
