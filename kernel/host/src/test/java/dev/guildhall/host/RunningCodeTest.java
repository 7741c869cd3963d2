package dev.guildhall.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningCodeTest {

    @TempDir
    Path folder;

    @Test
    void leavesWhatHasBegunAndNotEnded() throws Exception {
        var running = new RunningCode(folder);
        var first = running.begins("a long name that is over");
        running.begins("one");
        running.ends(first);
        running.begins("two");

        assertThat(RunningCode.leftIn(folder)).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void cutsWhatIsTooLongAndShowsWhatCannotBePrinted() throws Exception {
        new RunningCode(folder).begins("\u0007bell" + "x".repeat(1_000));

        assertThat(RunningCode.leftIn(folder))
                .singleElement()
                .satisfies(text -> assertThat(text).startsWith("\uFFFDbellxxx").hasSizeLessThan(300));
    }

    @Test
    void notesNoMoreThanThereIsRoomForAndGoesOnWhenThereIsAgain() throws Exception {
        var running = new RunningCode(folder);
        var slots = new ArrayList<Integer>();
        IntStream.range(0, 3_000).forEach(turn -> slots.add(running.begins("many")));
        slots.forEach(running::ends);

        assertThat(RunningCode.leftIn(folder)).isEmpty();
        running.begins("later");
        assertThat(RunningCode.leftIn(folder)).containsExactly("later");
    }

    @Test
    void notesNothingWhereNothingCanBeWritten() throws Exception {
        var file = Files.createFile(folder.resolve("file"));
        var running = new RunningCode(file.resolve("below"));

        running.ends(running.begins("somebody"));

        assertThat(RunningCode.leftIn(folder)).isEmpty();
    }
}
