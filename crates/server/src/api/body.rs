//! Request bodies: bounded, counted with all that are under way, and read in the order of contract 2.5.
//!
//! Every door reads its bodies here: [`RawBody`] as a whole, `LongBody` as it comes.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRef, FromRequest, Request};
use bytes::{Bytes, BytesMut};
use http::header;
use http_body_util::BodyExt as _;
use qualify_contract::errors::ErrorKind;
use qualify_wire::errors::ApiError;
use tokio::time::Instant;

use super::call::RequestInfo;
use super::framing;
use crate::auth::Identity;
use crate::connections::leftover::Leftover;
use crate::under_way::{Held, NoRoom, Sender, UnderWay};

/// The most bytes of a body (contract 1.4 rule 8).
pub const BODY_BYTES_MAX: usize = 1 << 20;

/// Of each body so much is the affair of its connection, as the head is; only what comes behind it is counted.
const UNCOUNTED_BYTES: usize = 16 << 10;

/// A body comes on if so much of it came within the time that it may stand still.
const PROGRESS_BYTES: usize = 16 << 10;

/// What is gathered of a long body before it is handed on.
const PART_BYTES: usize = 64 << 10;

/// Seconds after which a call that found no room for its body is worth repeating.
const ROOM_RETRY_SECONDS: u32 = 5;

/// What reading a body needs of the service. Router states give it.
#[derive(Debug, Clone)]
pub struct Bodies {
    /// What is held of the bodies that are being read.
    room: Arc<UnderWay>,
    /// How long a body may stand still.
    stall: Duration,
}

impl Bodies {
    pub(crate) fn new(bytes_max: u64, stall: Duration) -> Self {
        Self { room: UnderWay::new(bytes_max), stall }
    }
}

/// The raw body, or why there is none to be used. Which of the two matters is the handler's business: rights and the
/// customer come first.
#[derive(Debug)]
pub struct RawBody<const BYTES_MAX: usize = BODY_BYTES_MAX>(pub Result<Bytes, ApiError>);

impl<S: Sync, const BYTES_MAX: usize> FromRequest<S> for RawBody<BYTES_MAX>
where
    Bodies: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        // Most requests without a body end here.
        if request.body().is_end_stream() {
            return Ok(Self(Ok(Bytes::new())));
        }
        Ok(Self(read(request, &Bodies::from_ref(state), BYTES_MAX).await))
    }
}

async fn read(request: Request, bodies: &Bodies, bytes_max: usize) -> Result<Bytes, ApiError> {
    let mut incoming = Incoming::new(request, bodies, bytes_max)?;
    // It came with the head in most cases: no timer, no copy, no count. The time for the request is its limit.
    let Some(first) = incoming.next_frame().await? else { return Ok(Bytes::new()) };
    if incoming.is_complete() && first.len() <= UNCOUNTED_BYTES {
        return Ok(first);
    }
    let mut held = bodies.room.begin(incoming.sender);
    let mut gathered = BytesMut::new();
    let mut next = Some(first);
    while let Some(data) = next {
        let needed = gathered.len() + data.len();
        if needed > gathered.capacity() {
            // Doubled as it grows, and no more than was announced.
            let wanted = needed.max(gathered.capacity() * 2).max(UNCOUNTED_BYTES);
            let wanted = incoming.announced.map_or(wanted, |announced| wanted.min(announced)).max(needed);
            if wanted > UNCOUNTED_BYTES && held.grow_to(wanted as u64).is_err() {
                return Err(incoming.refuse(no_room()));
            }
            gathered.reserve(wanted - gathered.len());
        }
        gathered.extend_from_slice(&data);
        next = incoming.next_frame_in_time().await?;
    }
    // What was counted is free again when the last of the bytes are dropped, however long the handler keeps them.
    Ok(Bytes::from_owner(Gathered { bytes: gathered.freeze(), _held: held }))
}

/// A body as a whole, with what it holds of the common room.
struct Gathered {
    bytes: Bytes,
    _held: Held,
}

impl AsRef<[u8]> for Gathered {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

fn no_room() -> ApiError {
    let text = "Too much is being sent to the service at the moment. Nothing was changed. Repeat the call with the same \
                MS-RequestId.";
    ApiError::new(ErrorKind::Busy, text).with_retry_after(ROOM_RETRY_SECONDS)
}

/// A body while it comes.
#[derive(Debug)]
struct Incoming {
    body: Body,
    sender: Sender,
    bytes_max: usize,
    bytes: usize,
    /// The length that the caller announced, if it did.
    announced: Option<usize>,
    /// Bytes since the last progress, and when the next one has to be there.
    bytes_since: usize,
    deadline: Instant,
    stall: Duration,
    leftover: Option<Leftover>,
}

impl Incoming {
    /// # Errors
    /// It announces more than it may hold. Nothing was read then.
    fn new(request: Request, bodies: &Bodies, bytes_max: usize) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let announced = body.size_hint().exact().map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        // Whoever waits for the go-ahead has not sent anything, and is not asked to.
        let waits = parts.headers.contains_key(header::EXPECT);
        let leftover = parts.extensions.get::<Leftover>().filter(|_| !waits).cloned();
        let foreign_coding = framing::check_coding(&parts.headers).err();
        let mut incoming = Self {
            body,
            sender: sender_of(parts.extensions.get::<Arc<RequestInfo>>()),
            bytes_max,
            bytes: 0,
            announced,
            bytes_since: 0,
            deadline: Instant::now() + bodies.stall,
            stall: bodies.stall,
            leftover,
        };
        if let Some(error) = foreign_coding {
            return Err(incoming.refuse(error));
        }
        match announced {
            Some(announced) if announced > bytes_max => {
                let error = incoming.too_large();
                Err(incoming.refuse(error))
            }
            _ => Ok(incoming),
        }
    }

    fn is_complete(&self) -> bool {
        self.body.is_end_stream()
    }

    /// The next bytes, whenever they come.
    async fn next_frame(&mut self) -> Result<Option<Bytes>, ApiError> {
        loop {
            let Some(frame) = self.body.frame().await else { return Ok(None) };
            let frame = frame.map_err(|_| {
                ApiError::new(
                    ErrorKind::InvalidInput,
                    "The body ended before it was complete. Repeat the call.",
                )
            })?;
            let Ok(data) = frame.into_data() else { continue };
            self.bytes += data.len();
            if self.bytes > self.bytes_max {
                let error = self.too_large();
                return Err(self.refuse(error));
            }
            return Ok(Some(data));
        }
    }

    /// The next bytes, unless the body stands still.
    async fn next_frame_in_time(&mut self) -> Result<Option<Bytes>, ApiError> {
        let Ok(frame) = tokio::time::timeout_at(self.deadline, self.next_frame()).await else {
            let text = "The body stopped coming before it was complete. Repeat the call.";
            return Err(ApiError::new(ErrorKind::InvalidInput, text));
        };
        let frame = frame?;
        self.bytes_since += frame.as_ref().map_or(0, Bytes::len);
        if self.bytes_since >= PROGRESS_BYTES {
            self.bytes_since = 0;
            self.deadline = Instant::now() + self.stall;
        }
        Ok(frame)
    }

    fn too_large(&self) -> ApiError {
        let text = match self.bytes_max {
            BODY_BYTES_MAX => {
                "The body is larger than 1 MiB, which no call of this API needs. Send a smaller one."
                    .to_owned()
            }
            bytes if bytes < BODY_BYTES_MAX => {
                format!("The body is larger than {} KiB. Send a smaller one.", bytes >> 10)
            }
            bytes => {
                format!(
                    "The document is larger than {} MiB. Send a smaller one, or a part of it.",
                    bytes >> 20
                )
            }
        };
        ApiError::new(ErrorKind::InvalidInput, text)
    }

    /// Reads no further. What the caller still sends is taken in beside the answer.
    fn refuse(&mut self, error: ApiError) -> ApiError {
        if let Some(leftover) = self.leftover.take() {
            leftover.leave(std::mem::take(&mut self.body));
        }
        error
    }
}

/// A body that is handed on in parts as it comes. The time for the request does not count while it comes on.
#[derive(Debug)]
pub(crate) struct LongBody {
    incoming: Incoming,
    info: Option<Arc<RequestInfo>>,
    begun: Instant,
    /// What is gathered takes its part of the common room.
    _held: Held,
}

impl LongBody {
    /// Begins to read a body of at most so many bytes.
    ///
    /// # Errors
    /// It announces more, or there is no room for it at the moment. Nothing was read then.
    pub(crate) fn begin(request: Request, bodies: &Bodies, bytes_max: usize) -> Result<Self, ApiError> {
        let info = request.extensions().get::<Arc<RequestInfo>>().cloned();
        let mut incoming = Incoming::new(request, bodies, bytes_max)?;
        let mut held = bodies.room.begin(incoming.sender);
        match held.grow_to(PART_BYTES as u64) {
            Ok(()) => Ok(Self { incoming, info, begun: Instant::now(), _held: held }),
            Err(NoRoom) => Err(incoming.refuse(no_room())),
        }
    }

    pub(crate) fn sender(&self) -> Sender {
        self.incoming.sender
    }

    /// The length that the caller announced, if it did.
    pub(crate) fn announced(&self) -> Option<u64> {
        self.incoming.announced.map(|bytes| bytes as u64)
    }

    /// Reads no further, for this reason.
    pub(crate) fn refuse(&mut self, error: ApiError) -> ApiError {
        self.incoming.refuse(error)
    }

    /// The next part; none at the end.
    ///
    /// # Errors
    /// It is too large, ended too soon, or stands still.
    pub(crate) async fn next_part(&mut self) -> Result<Option<Bytes>, ApiError> {
        let mut gathered = BytesMut::new();
        while gathered.len() < PART_BYTES {
            if let Some(info) = &self.info {
                info.grant(self.incoming.deadline - self.begun);
            }
            let next = self.incoming.next_frame_in_time().await;
            if let Some(info) = &self.info {
                info.grant(self.begun.elapsed());
            }
            match next? {
                None => break,
                Some(data) if gathered.is_empty() && data.len() >= PART_BYTES => return Ok(Some(data)),
                Some(data) => gathered.extend_from_slice(&data),
            }
        }
        Ok((!gathered.is_empty()).then(|| gathered.freeze()))
    }
}
/// Who sends, as far as the head of the request has shown.
fn sender_of(info: Option<&Arc<RequestInfo>>) -> Sender {
    match info.and_then(|info| info.identity.get()).map(AsRef::as_ref) {
        Some(Identity::Partner(principal)) => Sender::Partner(principal.caller.partner),
        Some(Identity::Staff(_)) => Sender::Staff,
        None => Sender::Anonymous,
    }
}
