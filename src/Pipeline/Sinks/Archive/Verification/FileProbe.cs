namespace GridFlow.Sinks.Archive.Verification;

/// <summary>Opens files of a target and says what is wrong with them.</summary>
internal sealed class FileProbe(IArchiveTarget target)
{
    /// <summary>Hands a file's content to a reader.</summary>
    /// <returns>What is wrong with the file, as a sentence about it; null when it could be read.</returns>
    public async Task<string?> ProblemAsync(ArchiveName name, long bytes, Func<Stream, Task> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await target.OpenAsync(name.ToString(), bytes, cancellationToken);
            await read(content);
            return null;
        }
        catch (FileDamagedException e)
        {
            return e.Message;
        }
        catch (FileNotFoundException)
        {
            return "it was removed meanwhile";
        }
    }

    /// <summary>Reads the footer of a file.</summary>
    public async Task<AuditedFile> FooterAsync(ArchiveName name, long bytes, bool inScope, CancellationToken cancellationToken)
    {
        ArchiveFileInfo? info = null;
        var problem = await ProblemAsync(name, bytes, async content => info = await FooterReader.ReadAsync(content, cancellationToken), cancellationToken);
        return new AuditedFile(name, bytes, info, problem, inScope);
    }
}
