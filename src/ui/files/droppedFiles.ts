const readAll = (directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> => {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  return new Promise((resolve, reject) => {
    // one call gives at most 100 entries; an empty list means the end
    const next = () =>
      reader.readEntries((some) => {
        if (some.length === 0) resolve(all);
        else {
          all.push(...some);
          next();
        }
      }, reject);
    next();
  });
};

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [file];
  }
  const inside = await readAll(entry as FileSystemDirectoryEntry);
  const visible = inside.filter((e) => !e.name.startsWith('.'));
  return (await Promise.all(visible.map(filesOf))).flat();
}

/** All files of a drop, those in folders too, however deep. Call it inside the drop event: its items live no longer. */
export async function droppedFiles(data: DataTransfer): Promise<readonly File[]> {
  const plain = [...data.files];
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((e) => e !== null);
  if (entries.length === 0) return plain;
  return (await Promise.all(entries.map(filesOf))).flat();
}
