namespace GridFlow.Control.Doctor.Checks;

/// <summary>Remembers which folders were not there, and takes away again what a probe has made of them.</summary>
internal sealed class FolderTrace : IDisposable
{
    private readonly List<string> _missing = [];

    /// <param name="folder">The folder that is probed.</param>
    public FolderTrace(string folder)
    {
        for (var step = Path.GetFullPath(folder); step is not null && !Directory.Exists(step); step = Path.GetDirectoryName(step))
        {
            _missing.Add(step);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var folder in _missing.Where(Directory.Exists))
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                // Somebody has put something into it meanwhile.
                return;
            }
        }
    }
}
