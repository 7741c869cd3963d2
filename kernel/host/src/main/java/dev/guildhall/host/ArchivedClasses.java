package dev.guildhall.host;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.TypePath;

/** The classes of an artifact as far as their files tell; none of their code is run to find out. */
final class ArchivedClasses {

    private static final String EXTENSION = "dev.guildhall.spi.WorkspaceExtension";
    private static final Pattern NULLABLE = Pattern.compile("L(?:.*[/$])?Nullable;");

    private final Map<String, ClassFile> byName = new HashMap<>();

    /**
     * One of them.
     *
     * @param supertypes its superclass and its interfaces
     * @param startable whether it has a public constructor without parameters
     * @param components of a record
     * @param constants of an enum
     */
    record ClassFile(
            int access,
            List<String> supertypes,
            boolean startable,
            List<RecordComponent> components,
            List<String> constants) {

        boolean isRecord() {
            return supertypes.contains("java.lang.Record");
        }

        boolean isEnum() {
            return supertypes.contains("java.lang.Enum");
        }
    }

    /**
     * A component of a record.
     *
     * @param signature its type, as class files write it, with what it is a list of
     * @param nullable whether an annotation named {@code Nullable} says that it may be null
     */
    record RecordComponent(String name, String signature, boolean nullable) {}

    void add(byte[] classFile) {
        var reader = new ClassReader(classFile);
        var visitor = new Reading();
        reader.accept(visitor, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        byName.put(named(reader.getClassName()), visitor.read());
    }

    Optional<ClassFile> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    boolean isExtension(String name) {
        if (name.equals(EXTENSION)) {
            return true;
        }
        var own = byName.get(name);
        return own != null && own.supertypes().stream().anyMatch(type -> !type.equals(name) && isExtension(type));
    }

    /** What keeps a class from being the one that implements the extension, as the end of a sentence about it. */
    Optional<String> faultOfExtension(String name) {
        var own = byName.get(name);
        if (own == null) {
            return Optional.of("is not in the artifact");
        }
        if (!isExtension(name)) {
            return Optional.of("does not implement WorkspaceExtension");
        }
        if (!Modifier.isPublic(own.access()) || Modifier.isAbstract(own.access())) {
            return Optional.of("must be public and not abstract");
        }
        return own.startable() ? Optional.empty() : Optional.of("must have a public constructor without parameters");
    }

    private static String named(String internal) {
        return internal.replace('/', '.');
    }

    private static final class Reading extends ClassVisitor {

        private int access;
        private final List<String> supertypes = new ArrayList<>();
        private boolean startable;
        private final List<RecordComponent> components = new ArrayList<>();
        private final List<String> constants = new ArrayList<>();

        Reading() {
            super(Opcodes.ASM9);
        }

        ClassFile read() {
            return new ClassFile(access, List.copyOf(supertypes), startable, List.copyOf(components), constants);
        }

        @Override
        public void visit(int version, int flags, String name, String signature, String parent, String[] interfaces) {
            access = flags;
            if (parent != null) {
                supertypes.add(named(parent));
            }
            Arrays.stream(interfaces).map(ArchivedClasses::named).forEach(supertypes::add);
        }

        @Override
        public MethodVisitor visitMethod(int flags, String name, String type, String signature, String[] failures) {
            startable |= name.equals("<init>") && type.equals("()V") && Modifier.isPublic(flags);
            return null;
        }

        @Override
        public FieldVisitor visitField(int flags, String name, String type, String signature, Object value) {
            if ((flags & Opcodes.ACC_ENUM) != 0) {
                constants.add(name);
            }
            return null;
        }

        @Override
        public RecordComponentVisitor visitRecordComponent(String name, String type, String signature) {
            return new RecordComponentVisitor(Opcodes.ASM9) {

                private boolean nullable;

                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    nullable |= NULLABLE.matcher(annotation).matches();
                    return null;
                }

                @Override
                public AnnotationVisitor visitTypeAnnotation(
                        int place, TypePath path, String annotation, boolean seen) {
                    nullable |= path == null && NULLABLE.matcher(annotation).matches();
                    return null;
                }

                @Override
                public void visitEnd() {
                    components.add(new RecordComponent(name, signature == null ? type : signature, nullable));
                }
            };
        }
    }
}
