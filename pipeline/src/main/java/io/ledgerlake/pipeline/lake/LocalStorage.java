package io.ledgerlake.pipeline.lake;

import io.ledgerlake.transforms.zone.LocalFileStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A lake in a local folder, or on a mount that knows hard links. */
final class LocalStorage implements LakeStorage {

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    Path root = Path.of(folder);
    List<StoredFile> files = new ArrayList<>();
    if (Files.isDirectory(root)) {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, lister(root, files));
    }
    files.sort(BY_PATH);
    return files;
  }

  private static SimpleFileVisitor<Path> lister(Path root, List<StoredFile> files) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (!attributes.isDirectory()) {
          String location = requireReadableName(file);
          files.add(new StoredFile(root.relativize(file).toString(), location, attributes.size()));
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof FileSystemLoopException) {
          throw new LakeException(
              "The folder " + file + " is a link to a folder around it",
              "Remove the link and run again",
              e);
        }
        throw e;
      }
    };
  }

  /** Java turns what it cannot decode into a replacement, and then never finds the file again. */
  private static String requireReadableName(Path file) {
    String name = file.toString();
    if (name.indexOf('\uFFFD') >= 0) {
      throw new LakeException(
          "The file name "
              + name
              + " is not valid in this machine's encoding, "
              + System.getProperty("sun.jnu.encoding"),
          "Set LC_ALL=C.UTF-8, or rename the file, and run again");
    }
    return name;
  }

  @Override
  public Pinned openPinned(String location) throws IOException {
    return new Pinned(open(location, Optional.empty()), Optional.empty());
  }

  @Override
  public InputStream open(String location, Optional<String> pin) throws IOException {
    return Files.newInputStream(Path.of(location));
  }

  @Override
  public Optional<Long> size(String location) throws IOException {
    try {
      return Optional.of(Files.size(Path.of(location)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public byte[] read(String location) throws IOException {
    return Files.readAllBytes(Path.of(location));
  }

  @Override
  public void write(String location, byte[] bytes) throws IOException {
    try (LocalFileStream file = LocalFileStream.to(Path.of(location))) {
      file.write(bytes);
    } catch (IOException e) {
      throw StorageFault.of(e, location);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The bytes are written and forced under another name first; the hard link then gives them
   * their name, or fails because it is taken. Creating the file itself exclusively would be atomic
   * too, but a crash before its bytes are written would leave a decision that nobody can read.
   */
  @Override
  public boolean createExclusively(String location, byte[] bytes) throws IOException {
    Path target = Path.of(location);
    Path temporary = writeBeside(target, bytes);
    try {
      Files.createLink(target, temporary);
      force(target.getParent());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      throw noHardLinks(target, e);
    } catch (FileSystemException e) {
      if (Files.isRegularFile(temporary) && isRefusedLink(e)) {
        throw noHardLinks(target, e);
      }
      throw StorageFault.of(e, location);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static boolean isRefusedLink(FileSystemException e) {
    String reason = String.valueOf(e.getReason());
    return reason.contains("Operation not permitted") || reason.contains("not supported");
  }

  private static LakeException noHardLinks(Path target, Exception cause) {
    return new LakeException(
        "The file system of "
            + target.getParent()
            + " has no hard links, without which LedgerLake"
            + " cannot make sure that only one run decides",
        "Put the lake on a local disk (ext4, XFS, APFS, NTFS) or on S3",
        cause);
  }

  private static Path writeBeside(Path target, byte[] bytes) throws IOException {
    try {
      Files.createDirectories(target.getParent());
      Path temporary =
          target.resolveSibling(
              "." + target.getFileName() + "." + UUID.randomUUID() + LocalFileStream.UNFINISHED);
      try {
        writeDurably(temporary, bytes);
      } catch (IOException e) {
        Files.deleteIfExists(temporary);
        throw e;
      }
      return temporary;
    } catch (IOException e) {
      throw StorageFault.of(e, target.toString());
    }
  }

  private static void writeDurably(Path file, byte[] bytes) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
  }

  /** Makes a new name durable: on POSIX a folder's entries are forced like a file's bytes. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void requireWritable(String folder) {
    Path path = Path.of(folder);
    Path probe = path.resolve("." + UUID.randomUUID() + ".probe");
    try {
      Files.createDirectories(path);
      Files.write(probe, new byte[] {0});
      Files.delete(probe);
    } catch (IOException e) {
      throw StorageFault.notWritable(folder, e);
    }
  }

  @Override
  public void close() {}
}
