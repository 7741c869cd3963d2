package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What fails in a future that nobody looks at is never known. Error Prone knows the futures of Java alone. */
class DroppedFuturesTest {

    @Test
    void everyFutureIsLookedAt() {
        var product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.guildhall");

        assertThat(droppedIn(product)).isEmpty();
    }

    @Test
    void theyAreFoundInStatementsLambdasAndMethodReferences() {
        assertThat(droppedIn(new ClassFileImporter().importClasses(Careless.class)))
                .hasSize(3)
                .allMatch(found -> found.contains("Future.map"));
    }

    @SuppressWarnings("unused")
    private static final class Careless {

        void statement(Future<Integer> future) {
            future.map(number -> number + 1);
            future.onFailure(failure -> {});
        }

        Runnable lambda(Future<Integer> future) {
            return () -> future.map("done");
        }

        Consumer<String> reference(Future<Integer> future) {
            return future::map;
        }
    }

    private static List<String> droppedIn(JavaClasses classes) {
        var found = new ArrayList<String>();
        for (var type : classes) {
            new ClassReader(bytes(type)).accept(new Search(type.getName(), found), ClassReader.SKIP_FRAMES);
        }
        return found;
    }

    private static byte[] bytes(JavaClass type) {
        try (var in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static final class Search extends ClassVisitor {

        private final String type;
        private final List<String> found;

        Search(String type, List<String> found) {
            super(Opcodes.ASM9);
            this.type = type;
            this.found = found;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String generic, String[] thrown) {
            return new SearchMethod(type + "." + name, found);
        }
    }

    private static final class SearchMethod extends MethodVisitor {

        private static final String FUTURE = "io/vertx/core/Future";

        /** These give back the future itself, for more of them. */
        private static final Set<String> LOOKING = Set.of("onComplete", "onSuccess", "onFailure");

        /** A client that what is sent cannot reach has closed its connection, which is heard of elsewhere. */
        private static final List<String> TO_CLIENTS =
                List.of("io/vertx/core/http/", "io/vertx/core/net/", "io/vertx/core/streams/");

        private final String method;
        private final List<String> found;
        private int line;
        private String last;

        SearchMethod(String method, List<String> found) {
            super(Opcodes.ASM9);
            this.method = method;
            this.found = found;
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            line = number;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            last = isToBeLookedAt(owner, name, descriptor) ? owner + "." + name : null;
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            last = null;
            if (arguments.length > 1
                    && arguments[0] instanceof Type called
                    && called.getSort() == Type.METHOD
                    && called.getReturnType() == Type.VOID_TYPE
                    && arguments[1] instanceof Handle target
                    && isToBeLookedAt(target.getOwner(), target.getName(), target.getDesc())) {
                found.add(method + ":" + line + " " + target.getOwner() + "." + target.getName());
            }
        }

        private static boolean isToBeLookedAt(String owner, String name, String descriptor) {
            return descriptor.endsWith(")L" + FUTURE + ";")
                    && !LOOKING.contains(name)
                    && TO_CLIENTS.stream().noneMatch(owner::startsWith);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.POP && last != null) {
                found.add(method + ":" + line + " " + last);
            }
            last = null;
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            last = null;
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            last = null;
        }

        @Override
        public void visitTypeInsn(int opcode, String cast) {
            if (opcode != Opcodes.CHECKCAST) {
                last = null;
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            last = null;
        }

        @Override
        public void visitJumpInsn(int opcode, Label target) {
            last = null;
        }

        @Override
        public void visitLdcInsn(Object value) {
            last = null;
        }
    }
}
