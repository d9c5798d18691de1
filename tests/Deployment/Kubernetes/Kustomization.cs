using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace GridFlow.Deployment.Kubernetes;

/// <summary>The sources below <c>infra/kubernetes</c>, and kustomize itself where kubectl is installed.</summary>
internal static class Kustomization
{
    public static readonly string[] Overlays = ["dev", "production"];

    public static string Root { get; } = FindRoot();

    public static string Sources { get; } = Path.Combine(Root, "infra", "kubernetes");

    /// <summary>Where the rendered overlay is kept.</summary>
    public static string RenderedPath(string overlay) => Path.Combine(Root, "tests", "Deployment", "Kubernetes", "Rendered", $"{overlay}.yaml");

    /// <summary>First line of a rendered file: what it was rendered from.</summary>
    public static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(Sources, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(Sources, file).Replace('\\', '/') + "\n" + File.ReadAllText(file).ReplaceLineEndings("\n")));
        }

        return $"# kubectl kustomize infra/kubernetes/overlays/OVERLAY, of the sources with SHA-256 {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <summary>What kustomize makes of an overlay; null where there is no kubectl.</summary>
    public static string? Render(string overlay)
    {
        try
        {
            using var kubectl = Process.Start(new ProcessStartInfo("kubectl", ["kustomize", Path.Combine(Sources, "overlays", overlay)])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = kubectl.StandardError.ReadToEndAsync();
            var text = kubectl.StandardOutput.ReadToEnd();
            kubectl.WaitForExit();
            return kubectl.ExitCode == 0 ? text : throw new InvalidOperationException($"kubectl kustomize {overlay}: {errors.GetAwaiter().GetResult()}");
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GridFlow.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("GridFlow.sln is not above the test's folder.");
        }

        return folder.FullName;
    }
}
