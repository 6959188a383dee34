"""The frame around every request: transactions, access and what the layouts show."""

import hashlib
from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import (
    Flask,
    Request,
    Response,
    abort,
    current_app,
    g,
    redirect,
    request,
    url_for,
)
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from crm.core import (
    access,
    clock,
    commands,
    config,
    db,
    errors,
    features,
    formats,
    headers,
    health,
    pages,
    summaries,
    worker,
)
from crm.core.features import Feature, Link
from crm.core.permissions import Permission


class InMemory(Request):
    """A request whose uploads stay in memory: in clear they never touch the disk."""

    def _get_file_stream(self, *_: Any, **__: Any) -> BytesIO:
        return BytesIO()


class Templates(Environment):
    """Templates with one dictionary of globals: an import compares its names with its own ones.

    In the chain that Jinja makes for each template this asks Python for every name, every time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of all; nobody gives a template others."""
        return super().make_globals(d) if d else self.globals


READS = frozenset({"GET", "HEAD", "OPTIONS"})
login = LoginManager()
csrf = CSRFProtect()


def prepare(app: Flask, parts: Iterable[Feature], settings: dict[str, Any] | None = None) -> Flask:
    """Make ``app`` a Placewell with these features; ``settings`` override the environment's."""
    app.config.update(config.load() | (settings or {}))
    app.request_class = InMemory
    app.jinja_environment = Templates
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"hide_parameters": True})
    app.logger.setLevel(app.config["LOG_LEVEL"])
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.db.init_app(app)
    login.init_app(app)
    headers.install(app)
    errors.install(app)
    formats.install(app)
    app.before_request(_begin)
    app.after_request(_keep_assets)
    csrf.init_app(app)
    app.before_request(_start_page)
    app.before_request(access.guard)
    app.context_processor(_frame)
    app.jinja_env.globals.update(
        Permission=Permission,
        allowed=access.allowed,
        asset=_asset,
        here=pages.here,
        mailbox=lambda: config.mailbox(app.config["MAIL_FROM"]),
        now=clock.now,
        today=clock.today,
    )
    features.install(app, parts)
    summaries.install()
    if config.is_command():
        commands.say_no_connection(app)
    elif app.config["PRODUCTION"]:
        _check_start(app)
    return app


def _check_start(app: Flask) -> None:
    """Refuse to serve what a feature calls unsafe; commands still run, to put it right."""
    with app.app_context():
        try:
            for check in features.installed("start_checks"):
                check()
        finally:
            db.session.remove()
            db.db.engine.dispose()


def _begin() -> None:
    if "\0" in request.path:  # PostgreSQL cannot even look for such a text
        abort(404)
    db.set_may_write(request.method not in READS)
    if request.mimetype != "multipart/form-data":  # only files may be large
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def _start_page() -> ResponseReturnValue | None:
    """Lead who may not see Today to the first place of their own menu."""
    if request.path != "/" or access.find_user() is None:
        return None
    mark = getattr(current_app.view_functions.get(request.endpoint or ""), "access", None)
    links = () if not isinstance(mark, Permission) or access.allowed(mark) else _own_links()
    return redirect(url_for(links[0].endpoint)) if links else None


def _own_links() -> Sequence[Link]:
    return features.allowed("links")


def _frame() -> dict[str, Any]:
    if g.get("failed") or access.find_user() is None:
        return {"person": None}
    return {"person": access.find_user(), "nav": _nav, "health": _health}


@dataclass(slots=True)
class Entry:
    """A place of the menu, or with ``links`` a fold of several."""

    title: str
    url: str = ""
    current: bool = False
    count: int = 0
    oldest: Any = None
    waits: str = ""
    links: list["Entry"] = field(default_factory=list)


def _nav() -> list[Entry]:
    """Return the menu in order: links, and folds of links where the first of a group stands."""
    menu: dict[str, Entry] = {}
    for link in features.allowed("links"):
        menu.setdefault(link.under or link.endpoint, Entry(link.under)).links.append(_entry(link))
    return [fold if len(fold.links) > 1 else fold.links[0] for fold in menu.values()]


def _entry(link: Link) -> Entry:
    here, url = request.path, _address(link.endpoint, request.script_root)
    return Entry(
        link.title,
        url,
        current=here == url or (url != "/" and here.startswith(url + "/")),
        count=getattr(_waiting(), _name(link)) if link.count else 0,
        oldest=getattr(_waiting(), f"{_name(link)}_oldest") if link.oldest else None,
        waits=link.waits,
    )


@cache
def _address(endpoint: str, _root: str) -> str:
    return url_for(endpoint)


@cache
def _asset_address(name: str, _root: str) -> str:
    return url_for("static", filename=name, v=asset_version())


def _asset(name: str) -> str:
    """Return the address of this very version of a style, script or picture."""
    return _asset_address(name, request.script_root)


def _health() -> health.Line:
    found = _waiting()
    return health.tell(found if found.beat_at else None)


def _waiting() -> Any:
    """Return the counts of the menu and the newest heartbeat, asked once a request."""
    if "waiting" not in g:
        counted = tuple(link for link in features.allowed("links") if link.count)
        asked = {"person": access.current_user().id, "today": clock.today()}
        g.waiting = db.session.execute(_waiting_statement(counted), asked).one()
    return g.waiting


@cache
def _waiting_statement(links: tuple[Link, ...]) -> Any:
    """Return the statement that every page asks; built once."""
    counts = [link.count().scalar_subquery().label(_name(link)) for link in links if link.count]
    oldest = [
        link.oldest().scalar_subquery().label(f"{_name(link)}_oldest")
        for link in links
        if link.oldest
    ]
    return sa.select(*counts, *oldest, *worker.newest_beat())


def _name(link: Link) -> str:
    return link.endpoint.replace(".", "_")


def _keep_assets(response: Response) -> Response:
    """Let browsers keep a style or script that is asked for by the mark of this very version."""
    if request.endpoint == "static" and request.args.get("v") == asset_version():
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@cache
def asset_version() -> str:
    """Return a short mark that changes when a style or script changes."""
    digest = hashlib.sha256()
    for file in sorted(Path(current_app.static_folder or "").glob("*.*")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
