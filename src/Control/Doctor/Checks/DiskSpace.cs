using GridFlow.Control.Terminal;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Room on the disk of a folder.</summary>
internal static class DiskSpace
{
    private const long Least = 100_000_000;
    private const long Comfortable = 1_000_000_000;

    /// <summary>Free bytes where a folder is, or will be.</summary>
    public static long FreeAt(string folder)
    {
        var there = Path.GetFullPath(folder);
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
        {
            there = parent;
        }

        return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(there)! : there).AvailableFreeSpace;
    }

    /// <summary>Says whether a folder that can be written has room left.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="setting">What names it.</param>
    /// <param name="findings">Takes what is found.</param>
    public static void Judge(string folder, string setting, Findings findings)
    {
        var free = FreeAt(folder);
        var room = $"folder {folder} can be written, {Figures.Bytes(free)} free";
        if (free < Least)
        {
            findings.Problem($"{room}: that is soon full", $"Make room there, or name another disk: {setting}.");
        }
        else if (free < Comfortable)
        {
            findings.Advise(room, $"Make room there, or name another disk: {setting}.");
        }
        else
        {
            findings.Ok(room);
        }
    }
}
