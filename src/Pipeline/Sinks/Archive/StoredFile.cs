namespace GridFlow.Sinks.Archive;

/// <summary>One file in a target.</summary>
/// <param name="Name">Its name, as <see cref="ArchiveName"/> writes it.</param>
/// <param name="Bytes">Its size.</param>
internal readonly record struct StoredFile(string Name, long Bytes);
