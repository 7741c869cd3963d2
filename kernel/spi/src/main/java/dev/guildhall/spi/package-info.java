/**
 * What an extension author compiles against. Begin with {@link dev.guildhall.spi.WorkspaceExtension}, which registers
 * handlers and is given a {@link dev.guildhall.spi.WorkspaceContext} for everything else; {@code plugins/README.md} leads
 * through an example.
 *
 * <p>Of other libraries an extension sees, through the host: the JDK, slf4j, PF4J's {@code Extension}, and of Vert.x the
 * futures, {@code io.vertx.core.json} and {@code io.vertx.core.buffer.Buffer}. Whatever else it needs, its artifact
 * brings along. That the futures are Vert.x's binds this SPI, in all of its versions 1.x, to Vert.x 5.
 *
 * <p>Released types only grow: what the host hands over are interfaces, which get more methods; what an extension hands over
 * are final classes with factories and {@code with…} methods; hooks are default methods; and an enum that says so may get
 * more values.
 */
package dev.guildhall.spi;
