using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GridFlow.Integration.Faults.Running;

/// <summary>Answers every HTTP request alike, as an S3 service that is up and not well: with 500, unless it is given another answer.</summary>
internal sealed class FailingServer : IAsyncDisposable
{
    private readonly byte[] _answer;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _answered;

    public FailingServer(string answer = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    {
        _answer = Encoding.ASCII.GetBytes(answer);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, as <c>host:port</c>.</summary>
    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Requests it has answered.</summary>
    public int Answered => Volatile.Read(ref _answered);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Told to stop.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var buffer = new byte[1 << 16];
                var read = await stream.ReadAsync(buffer, _stop.Token);
                await stream.WriteAsync(_answer, _stop.Token);
                Interlocked.Increment(ref _answered);
                // A connection closed before its body is read would be reset, and that is another fault.
                while (read > 0)
                {
                    read = await stream.ReadAsync(buffer, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The client has gone.
            }
        }
    }
}
