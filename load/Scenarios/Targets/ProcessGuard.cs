using System.Diagnostics;
using System.Globalization;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>Ends a program when the process that started it is gone without having done so: killed, it cannot.</summary>
internal static class ProcessGuard
{
    // A number alone names nobody: it is given to another process after a while, which the time of its start tells. The name in front of it may have blanks.
    private const string Script = """
        started() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
        owner=$(started "$1"); mine=$(started "$2")
        while [ -n "$mine" ] && [ "$(started "$2")" = "$mine" ]; do
          if [ -z "$owner" ] || [ "$(started "$1")" != "$owner" ]; then kill -KILL "$2"; exit; fi
          sleep 1
        done
        """;

    /// <summary>Starts to watch; null where there is no /proc.</summary>
    /// <param name="owner">When this process is gone,</param>
    /// <param name="program">this one is killed, unless it has ended.</param>
    public static Process? Start(int owner, int program) => OperatingSystem.IsLinux()
        ? Process.Start(new ProcessStartInfo("sh", ["-c", Script, "guard", owner.ToString(CultureInfo.InvariantCulture), program.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })
        : null;
}
